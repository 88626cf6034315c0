import fc from 'fast-check';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { testPlatform } from '../testing/test-platform.ts';
import type { BatchEvent } from './batch.ts';
import { withRetry } from './retrying.ts';
import type { Batch, SendResult, Sink } from './sink.ts';

const platform = testPlatform({ home: tmpdir() });
const QUICK = { attempts: 4, baseDelayMs: 1, maxDelayMs: 5 };
const context = { signal: new AbortController().signal };

describe('withRetry', () => {
  /** What a sink does with what it is given: of a step that fails it has had some, and refused the first of them. */
  const step = fc.record({
    kind: fc.constantFrom('accepted', 'retry', 'rejected', 'too-large', 'throws'),
    settled: fc.integer({ min: -3, max: 12 }),
    refuses: fc.boolean(),
  });

  it('sends nothing again that the sink has had, and answers for all of it', async () => {
    // Waits are short, so many of them can be afforded.
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        async (steps, size) => {
          const { sink, had, refused } = scripted(steps);
          const batch = exampleBatch(size);
          const result = await withRetry(platform, sink, QUICK).send(batch, context);

          const settled = 'settled' in result ? (result.settled ?? 0) : 0;
          const isDone = result.kind === 'accepted' || (result.kind === 'rejected' && had.length === 0);
          const first = isDone ? size : settled;
          const says = result.kind === 'accepted' || result.kind === 'retry';
          // In order, each once, and no further than the answer says.
          expect(had).toEqual(says ? batch.events.slice(0, first).map(({ id }) => id) : []);
          expect((says ? (result.rejected ?? []) : []).map(({ id }) => id)).toEqual(refused);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('hands on what the sink noted, to it and to the ledger', async () => {
    const memos: unknown[] = [];
    const sink: Sink = {
      name: 'noting',
      send: async ({ memo }) => {
        memos.push(memo);
        return memos.length < 3
          ? { kind: 'retry', reason: 'busy', memo: `memo ${memos.length}` }
          : { kind: 'accepted' };
      },
    };
    const result = await withRetry(platform, sink, QUICK).send({ ...exampleBatch(2), memo: 'old' }, context);
    expect(memos).toEqual(['old', 'memo 1', 'memo 2']);
    expect(result).toEqual({ kind: 'accepted', memo: 'memo 2' });
  });
});

type Step = { readonly kind: string; readonly settled: number; readonly refuses: boolean };

function scripted(steps: readonly Step[]): { sink: Sink; had: string[]; refused: string[] } {
  const left = [...steps];
  const had: string[] = [];
  const refused: string[] = [];
  const take = (events: readonly BatchEvent[], refuses: boolean): { id: string; reason: string }[] => {
    had.push(...events.map(({ id }) => id));
    const rejected = refuses ? events.slice(0, 1).map(({ id }) => ({ id, reason: 'odd' })) : [];
    refused.push(...rejected.map(({ id }) => id));
    return rejected;
  };
  const send = async ({ events }: Batch): Promise<SendResult> => {
    const { kind, settled, refuses } = left.shift() ?? { kind: 'accepted', settled: 0, refuses: false };
    if (kind === 'throws') throw new Error('on purpose');
    if (kind === 'accepted') return { kind, rejected: take(events, refuses) };
    if (kind === 'too-large') return { kind };
    if (kind === 'rejected') {
      const isRest = had.length > 0;
      if (isRest) refused.push(...events.map(({ id }) => id));
      if (isRest) had.push(...events.map(({ id }) => id));
      return { kind, reason: 'no' };
    }
    // One that claims to have had all of it, and asks for another try all the same, is sent the last one again.
    const count = Math.max(0, Math.min(settled, events.length - 1));
    return { kind: 'retry', reason: 'busy', settled, rejected: take(events.slice(0, count), refuses) };
  };
  return { sink: { name: 'scripted', send }, had, refused };
}

function exampleBatch(size: number): Batch {
  const run = {
    run: '01JD8Z7A1BCDEFGHJKMNPQRSTV',
    level: 'full',
    resource: { tool: 'scan', version: '1.0.0' },
  };
  const events = Array.from({ length: size }, (_, n) => ({
    id: `${run.run}.${n}`,
    run,
    seq: n,
    time: n,
    name: 'scan.step',
    level: 'usage',
    props: {},
  }));
  return { id: 'batch', attempt: 1, sentAt: 0, events };
}
