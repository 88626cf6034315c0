import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SendResult } from '../sink.ts';
import { sendInParts, type PartItem } from './parts.ts';

const listItems = (count: number, length = 1): PartItem[] =>
  Array.from({ length: count }, (_, index) => ({ id: `e.${index}`, text: 'x'.repeat(length) }));
const idsOf = (items: readonly PartItem[]): string[] => items.map(({ id }) => id);

/** Sends once, and notes what went out in which request. */
async function send(
  items: readonly PartItem[],
  answers: readonly SendResult[],
  limits = { maxItems: 10, maxBytes: 100 },
) {
  const requests: string[][] = [];
  const left = [...answers];
  const result = await sendInParts({
    items,
    ...limits,
    send: async (part) => {
      requests.push(idsOf(part));
      return left.shift() ?? { kind: 'accepted' };
    },
  });
  return { result, requests };
}

describe('a batch in parts', () => {
  it('holds as many events and bytes as fit', async () => {
    expect((await send(listItems(25), [])).requests.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect((await send(listItems(7, 40), [])).requests.map(({ length }) => length)).toEqual([2, 2, 2, 1]);
    expect((await send(listItems(3, 500), [])).requests.map(({ length }) => length)).toEqual([1, 1, 1]);
    // Bytes, not characters.
    const wide = listItems(4).map(({ id }) => ({ id, text: '€'.repeat(20) }));
    expect((await send(wide, [])).requests.map(({ length }) => length)).toEqual([1, 1, 1, 1]);
  });

  it('without events is accepted, and nobody is asked', async () => {
    expect(await send([], [])).toEqual({ result: { kind: 'accepted' }, requests: [] });
  });

  it('goes in halves from where it was too large', async () => {
    const { result, requests } = await send(listItems(12), [{ kind: 'accepted' }, { kind: 'too-large' }]);
    expect(result).toEqual({ kind: 'accepted' });
    expect(requests.map(({ length }) => length)).toEqual([10, 2, 1, 1]);
  });

  it.each(['status_401', 'status_403', 'status_404'])('that is unwelcome (%s) ends there', async (reason) => {
    const no = { kind: 'rejected', reason } as const;
    expect(await send(listItems(25), [no])).toMatchObject({ result: no, requests: [{ length: 10 }] });
    const { result, requests } = await send(listItems(25), [{ kind: 'accepted' }, no]);
    expect(requests).toHaveLength(2);
    const rejected = idsOf(listItems(25))
      .slice(10)
      .map((id) => ({ id, reason }));
    expect(result).toEqual({ kind: 'accepted', rejected });
  });

  it('passes on what the other side asks for, and that nothing of what is left can have gone out', async () => {
    const lower = { forMs: 1000, everyMs: 10 };
    expect((await send(listItems(2), [{ kind: 'accepted', lower }])).result).toEqual({
      kind: 'accepted',
      lower,
    });
    const unsent = { kind: 'retry', reason: 'network_ENOTFOUND', unsent: true } as const;
    expect((await send(listItems(25), [unsent])).result).toEqual(unsent);
    expect((await send(listItems(25), [{ kind: 'accepted' }, unsent])).result).toEqual({
      ...unsent,
      settled: 10,
    });
  });

  it('loses and doubles nothing, whatever is answered', async () => {
    const answer = fc.constantFrom('accepted', 'partly', 'retry', 'rejected', 'too-large');
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 20 }), fc.nat({ max: 40 }), async (answers, count) => {
        const taken: string[] = [];
        const rejected: string[] = [];
        const left = [...answers];
        let items: readonly PartItem[] = listItems(count, 3);
        const post = async (part: readonly PartItem[]): Promise<SendResult> => {
          expect(part.length).toBeGreaterThan(0);
          expect(part.length).toBeLessThanOrEqual(8);
          const kind = left.shift() ?? 'accepted';
          if (kind === 'partly') {
            taken.push(...idsOf(part.slice(1)));
            return { kind: 'accepted', rejected: [{ id: part[0]?.id ?? '', reason: 'wrong' }] };
          }
          if (kind === 'accepted') taken.push(...idsOf(part));
          return kind === 'retry' || kind === 'rejected' ? { kind, reason: 'status_4xx' } : { kind };
        };
        for (let tries = 0; items.length > 0; tries += 1) {
          expect(tries).toBeLessThan(25);
          const result = await sendInParts({ items, maxItems: 8, maxBytes: 21, send: post });
          expect(['accepted', 'retry']).toContain(result.kind);
          if ('rejected' in result) rejected.push(...(result.rejected ?? []).map(({ id }) => id));
          items = result.kind === 'retry' ? items.slice(result.settled ?? 0) : [];
        }
        expect([...taken, ...rejected].toSorted()).toEqual(idsOf(listItems(count)).toSorted());
        // In the order in which they were recorded.
        const order = (id: string): number => Number(id.slice(2));
        expect(taken).toEqual(taken.toSorted((a, b) => order(a) - order(b)));
      }),
    );
  });
});
