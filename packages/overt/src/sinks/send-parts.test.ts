import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sendParts } from './send-parts.ts';
import type { SendResult } from './sink.ts';

/** What the other side does with a request. */
const answer = fc.constantFrom<SendResult['kind'] | 'forbidden'>(
  'accepted',
  'accepted',
  'retry',
  'rejected',
  'too-large',
  'forbidden',
);

describe('a batch in several requests', () => {
  it('has each event arrive once and in order, or be refused, or be said to be left', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(answer, { maxLength: 12 }), async (parts, answers) => {
        const { events, arrived, result } = await sendAll(parts, answers);
        const ids = events.map(({ id }) => id);
        const said = result.kind === 'accepted' || result.kind === 'retry' ? result : { rejected: [] };
        const refused = new Set((said.rejected ?? []).map(({ id }) => id));
        const most = result.kind === 'accepted' ? ids.length : 0;
        const settled = result.kind === 'retry' ? (result.settled ?? 0) : most;
        expect(arrived).toEqual(ids.slice(0, settled).filter((id) => !refused.has(id)));
        expect(ids.slice(settled).filter((id) => refused.has(id))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('is given up where the key is wrong', async () => {
    const { result, calls } = await sendAll([2, 2, 2], ['forbidden']);
    expect(result).toEqual({ kind: 'rejected', reason: 'status_403' });
    expect(calls).toBe(1);
    const later = await sendAll([2, 2, 2], ['accepted', 'forbidden']);
    expect(later.result).toMatchObject({ kind: 'accepted', rejected: { length: 4 } });
    expect(later.calls).toBe(2);
  });

  it('has what is too large halved where it is, and an event that cannot be halved refused', async () => {
    const { result, arrived } = await sendAll([1, 2, 1], ['accepted', 'too-large', 'too-large', 'accepted']);
    expect(result).toEqual({ kind: 'accepted', rejected: [{ id: 'e1', reason: 'too_large' }] });
    expect(arrived).toEqual(['e0', 'e2', 'e3']);
  });
});

type Named = { readonly id: string };

type Sent = {
  readonly events: readonly Named[];
  readonly arrived: readonly string[];
  readonly calls: number;
  readonly result: SendResult;
};

async function sendAll(sizes: readonly number[], answers: readonly string[]): Promise<Sent> {
  const events = Array.from({ length: sizes.reduce((a, b) => a + b) }, (_, n) => ({ id: `e${n}` }));
  const left = [...answers];
  const arrived: string[] = [];
  let calls = 0;
  let from = 0;
  const parts = sizes.map((size) => events.slice(from, (from += size)));
  const send = async (part: readonly Named[]): Promise<SendResult> => {
    calls += 1;
    const kind = left.shift() ?? 'accepted';
    if (kind === 'forbidden') return { kind: 'rejected', reason: 'status_403' };
    if (kind === 'rejected') return { kind, reason: 'status_400' };
    if (kind === 'retry') return { kind, reason: 'status_503' };
    if (kind === 'too-large') return { kind };
    arrived.push(...part.map(({ id }) => id));
    return { kind: 'accepted' };
  };
  const result = await sendParts(parts, send);
  return { events, arrived, calls, result };
}
