import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evictBatches } from '../courier/evict.ts';
import { totalOf } from '../spool/counts.ts';
import { DEFAULT_LIMITS } from '../spool/limits.ts';
import {
  addBatches,
  addSinks,
  advance,
  createLedger,
  ownLedger,
  recordFailure,
  removeBatch,
  viewOf,
  type Ledger,
} from './ledger.ts';

const SINKS = ['a', 'b'];

type Step =
  | { kind: 'merge'; events: number; urgent: boolean; corrupt: number }
  | { kind: 'accept' | 'reject' | 'fail'; sink: string; share: number }
  | { kind: 'evict' }
  | { kind: 'newSink' }
  | { kind: 'renew'; owner: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('merge' as const),
    events: fc.integer({ min: 1, max: 50 }),
    urgent: fc.boolean(),
    corrupt: fc.nat(3),
  }),
  fc.record({
    kind: fc.constantFrom('accept' as const, 'reject' as const, 'fail' as const),
    sink: fc.constantFrom(...SINKS),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('evict' as const) }),
  fc.record({ kind: fc.constant('newSink' as const) }),
  fc.record({ kind: fc.constant('renew' as const), owner: fc.constantFrom('one', 'other') }),
);

describe('the ledger', () => {
  it('balances for each sink after any steps: recorded = delivered + dropped + pending', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let ledger = addSinks(createLedger('x'), SINKS);
        for (const one of steps) {
          ledger = apply(ledger, one);
          for (const sink of Object.keys(ledger.sinks)) expectBalance(ledger, sink);
        }
      }),
    );
  });

  it('evicts the oldest first, and what is urgent last', () => {
    let ledger = addSinks(createLedger('x'), SINKS);
    for (const urgent of [true, false, false]) ledger = merge(ledger, { events: 1, urgent, corrupt: 0 });
    const { removed } = evictBatches(ledger, { ...DEFAULT_LIMITS, maxBytes: 200 }, 0);
    expect(removed).toEqual(['2', '3']);
  });
});

function apply(ledger: Ledger, one: Step): Ledger {
  switch (one.kind) {
    case 'merge':
      return merge(ledger, one);
    case 'evict':
      return evictBatches(ledger, { ...DEFAULT_LIMITS, maxBytes: 300 }, 0).ledger;
    case 'newSink':
      return addSinks(ledger, [...SINKS, 'late']);
    case 'renew':
      return ownLedger(ledger, one.owner, `id of ${one.owner}`);
    case 'accept':
    case 'reject':
    case 'fail':
      return progress(ledger, one);
  }
}

function merge(
  ledger: Ledger,
  { events, urgent, corrupt }: { events: number; urgent: boolean; corrupt: number },
): Ledger {
  const dropped = corrupt === 0 ? {} : { corrupt };
  const merged = { entries: [{ events, bytes: 100, urgent }], spent: [], dropped, misuse: {} };
  return addBatches(ledger, merged, [Object.keys(ledger.sinks), 0]);
}

function progress(
  ledger: Ledger,
  { kind, sink, share }: { kind: string; sink: string; share: number },
): Ledger {
  const [batch, entry] =
    Object.entries(ledger.batches).find(([, { cursors }]) => cursors[sink] !== undefined) ?? [];
  if (batch === undefined || entry === undefined) return ledger;
  if (kind === 'fail') return recordFailure(ledger, { batch, sink, reason: 'x', retryAt: 1, asked: false });
  const from = entry.cursors[sink] ?? 0;
  const to = Math.min(entry.events, from + Math.ceil((entry.events - from) * share));
  const all = to - from;
  const next =
    kind === 'accept'
      ? advance(ledger, { batch, sink, to, delivered: all, dropped: {} })
      : advance(ledger, { batch, sink, to, delivered: 0, dropped: { rejected: all } });
  const isDone = Object.keys(next.batches[batch]?.cursors ?? {}).length === 0;
  return isDone ? removeBatch(next, batch, 'done') : next;
}

function expectBalance(ledger: Ledger, sink: string): void {
  const { recorded, delivered, pending, dropped } = viewOf(ledger, sink, 0);
  expect(delivered + pending + totalOf(dropped)).toBe(recorded);
}
