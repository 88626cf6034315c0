import fc from 'fast-check';
import type { Batch, BatchEvent, SendResult, Sink } from 'overt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sentry, type SentryOptions } from '../src/index.ts';
import { createSink } from '../src/sink.ts';
import { makeBatch, makeCrash, makeEnd, makeLedger, makeTools } from '../../overt/test/harness/batches.ts';
import { startReceiver, type Receiver } from './harness/receiver.ts';

const ANSWER = { status: 200, body: '{"id":"1"}' };
const limit = (header: string, status = 200) => ({
  ...ANSWER,
  status,
  headers: { 'x-sentry-rate-limits': header },
});

type Subject = {
  readonly receiver: Receiver;
  readonly clock: { readonly now: () => number; add: (ms: number) => void };
  /** Sends as the courier does: what is not settled again, with what was noted. */
  readonly send: (batch: Batch) => Promise<SendResult>;
};

async function start(options: Partial<SentryOptions> = {}): Promise<Subject> {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  let time = 1_732_000_000_000;
  const clock = { now: () => time, add: (ms: number) => void (time += ms) };
  const { name, options: settings } = sentry({ dsn: receiver.dsn, ...options });
  let memo: string | undefined;
  // A sink of its own for each batch: what it has to know is in the memo.
  const make = (): Sink => createSink(makeTools(clock), { name, options: settings });
  return {
    receiver,
    clock,
    send: async (batch) => {
      const result = await make().send({ ...batch, memo }, { signal: new AbortController().signal });
      if ('memo' in result) memo = result.memo ?? memo;
      return result;
    },
  };
}

describe('limits', () => {
  it('of errors, said with a 200, keep the next error back for that long', async () => {
    const { receiver, clock, send } = await start();
    receiver.answerWith((kinds) => (kinds.includes('event') ? limit('30:error:organization') : ANSWER));
    const events = [makeCrash(1), makeCrash(2)];
    expect(await send(makeBatch(events))).toMatchObject({
      kind: 'retry',
      reason: 'rate_limited',
      settled: 1,
    });
    expect(receiver.events).toHaveLength(1);
    expect(receiver.sessions).toHaveLength(1);

    const again = await send(makeBatch(events.slice(1)));
    expect(again).toMatchObject({ kind: 'retry', afterMs: 30_000 });
    clock.add(30_001);
    expect(await send(makeBatch(events.slice(1)))).toMatchObject({ kind: 'accepted' });
    expect(receiver.events).toHaveLength(2);
    expect(receiver.sessions).toHaveLength(2);
  });

  it('of sessions leave those out, and say so with what is sent next', async () => {
    const { receiver, clock, send } = await start();
    receiver.answerWith(() => limit('60:session'));
    expect(await send(makeBatch([makeEnd(1)]))).toMatchObject({ kind: 'accepted' });
    expect(await send(makeBatch([makeEnd(2), makeEnd(3)]))).toMatchObject({ kind: 'accepted' });
    expect(receiver.sessions).toHaveLength(1);
    receiver.answerWith(() => ANSWER);
    expect(await send(makeBatch([makeCrash(4)]))).toMatchObject({ kind: 'accepted' });
    expect(receiver.events).toHaveLength(1);
    expect(receiver.reports.flatMap((report) => report.discarded_events)).toEqual([
      { reason: 'ratelimit_backoff', category: 'session', quantity: 2 },
    ]);
    clock.add(60_001);
    await send(makeBatch([makeEnd(5)]));
    expect(receiver.sessions).toHaveLength(2);
  });

  it.each([
    ['60:error;session:key', 60_000],
    ['60::organization', 60_000],
    ['60', 60_000],
    ['nonsense', 60_000],
    ['', 60_000],
    ['99999999999999999999999:error', 86_400_000],
    ['1e999:error', 1000],
    ['-5:error', undefined],
    ['0:error', undefined],
    ['60:transaction;new_thing', undefined],
    [', ,:,::::,;;', 60_000],
  ])('a 429 with "%s" makes an error wait %s ms', async (header, waitMs) => {
    const { receiver, send } = await start();
    receiver.answerWith(() => limit(header, 429));
    const result = await send(makeBatch([makeCrash(1)]));
    expect(result).toMatchObject({ kind: 'retry', reason: 'status_429' });
    expect((result as { afterMs?: number }).afterMs).toBe(waitMs);
  });

  it('a 429 with Retry-After alone is about everything', async () => {
    const { receiver, send } = await start();
    receiver.answerWith(() => ({ status: 429, body: '', headers: { 'retry-after': '7' } }));
    const wait = { kind: 'retry', reason: 'status_429', afterMs: 7000 };
    expect(await send(makeBatch([makeEnd(1)]))).toMatchObject(wait);
    expect(await send(makeBatch([makeCrash(1)]))).toMatchObject({ kind: 'retry', reason: 'rate_limited' });
  });
});

describe('refusals', () => {
  it.each([400, 413, 422])('%i is about one event: the others arrive', async (status) => {
    const { receiver, send } = await start();
    receiver.answerWith((_, text) => (text.includes('refuse-me') ? { status, body: '' } : ANSWER));
    const events = [makeCrash(1), makeCrash(2, { command: 'refuse-me' }), makeCrash(3)];
    const rejected = [{ id: events[1]?.id, reason: `status_${status}` }];
    expect(await send(makeBatch(events))).toMatchObject({ kind: 'accepted', rejected });
    expect(receiver.events).toHaveLength(2);
    expect(receiver.sessions).toHaveLength(3);
  });

  it.each([401, 403, 404])('%i is about the key: nothing more is tried', async (status) => {
    const { receiver, send } = await start();
    receiver.answerWith(() => ({ status, body: '{"detail":"bad sentry DSN public key"}' }));
    const result = await send(makeBatch([makeCrash(1), makeCrash(2), makeEnd(3)]));
    expect(result).toEqual({ kind: 'rejected', reason: `status_${status}` });
    expect(receiver.requests()).toBe(1);
  });

  it('a key that is revoked in the middle costs what comes after', async () => {
    const { receiver, send } = await start();
    receiver.answerWith((_, text) => (text.includes('"too-late"') ? { status: 403, body: '' } : ANSWER));
    const events = [makeCrash(1), makeCrash(2, { command: 'too-late' }), makeCrash(3)];
    const rejected = events.slice(1).map(({ id }) => ({ id, reason: 'status_403' }));
    expect(await send(makeBatch(events))).toMatchObject({ kind: 'accepted', rejected });
  });

  it.each(['silent', 'broken', 'cut', 'garbage', 'busy'] as const)(
    'a server that is %s has the rest sent again, under the same ids',
    async (fault) => {
      const { receiver, send } = await start();
      receiver.setFault(fault);
      const events = [makeEnd(1), makeCrash(2), makeEnd(3)];
      expect(await send(makeBatch(events))).toMatchObject({ kind: 'retry' });
      receiver.setFault('none');
      expect(await send(makeBatch(events))).toMatchObject({ kind: 'accepted' });
      const ids = new Set(receiver.events.map(({ event_id }) => event_id));
      expect(ids.size).toBe(1);
      expect(new Set(receiver.sessions.map(({ sid }) => sid)).size).toBe(3);
    },
  );
});

describe('reports of losses', () => {
  it('tell what is new, once, and not before it is taken', async () => {
    const { receiver, send } = await start();
    const first = { evicted_bytes: 3, dropped_environment: 2, rejected_status_400: 1, too_large: 1 };
    receiver.answerWith(() => ({ status: 500, body: '' }));
    expect(await send(makeBatch([makeCrash(1)], { ledger: makeLedger(first) }))).toMatchObject({
      kind: 'retry',
    });
    receiver.answerWith(() => ANSWER);
    await send(makeBatch([makeCrash(1)], { ledger: makeLedger(first) }));
    await send(makeBatch([makeCrash(2)], { ledger: makeLedger(first) }));
    await send(
      makeBatch([makeCrash(3)], { ledger: makeLedger({ ...first, evicted_bytes: 5, run_full: 1 }) }),
    );
    expect(receiver.reports.map((report) => report.discarded_events)).toEqual([
      [
        { reason: 'cache_overflow', category: 'default', quantity: 3 },
        { reason: 'event_processor', category: 'error', quantity: 2 },
        { reason: 'send_error', category: 'error', quantity: 2 },
      ],
      [
        { reason: 'cache_overflow', category: 'default', quantity: 2 },
        { reason: 'queue_overflow', category: 'default', quantity: 1 },
      ],
    ]);
  });

  it('leave out what was lost before there was this sink, and begin again with the account', async () => {
    const { receiver, send } = await start();
    await send(makeBatch([makeCrash(1)], { ledger: makeLedger({ before_sink: 7, evicted_age: 9 }) }));
    expect(receiver.reports).toEqual([]);
    await send(makeBatch([makeCrash(2)], { ledger: makeLedger({ before_sink: 7, evicted_age: 10 }) }));
    await send(makeBatch([makeCrash(3)], { ledger: makeLedger({ evicted_age: 4 }) }));
    await send(makeBatch([makeCrash(4)], { ledger: makeLedger({ evicted_age: 6 }) }));
    const told = receiver.reports.flatMap((report) =>
      report.discarded_events.map(({ quantity }) => quantity),
    );
    expect(told).toEqual([1, 2]);
  });

  it('need no account: of what is of no installation there is none', async () => {
    const { receiver, send } = await start();
    await send(makeBatch([makeCrash(1)]));
    await send(makeBatch([makeCrash(2)], { ledger: makeLedger({ evicted_age: 2 }) }));
    await send(makeBatch([makeCrash(3)]));
    expect(receiver.reports).toHaveLength(1);
  });
});

it('whatever the server does, each crash and each run is told of, and no session twice', async () => {
  const { receiver, clock, send } = await start();
  const fault = fc.constantFrom(
    ANSWER,
    limit('5:error'),
    limit('5:error;attachment', 429),
    { status: 500, body: '' },
    { status: 503, body: '', headers: { 'retry-after': '3' } },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { maxLength: 12 }),
      fc.array(fc.boolean(), { maxLength: 9 }),
      async (faults, kinds) => {
        for (const list of [receiver.events, receiver.sessions, receiver.reports]) list.length = 0;
        const left = [...faults];
        receiver.answerWith(() => left.shift() ?? ANSWER);
        const all = kinds.map((isCrash, number) => (isCrash ? makeCrash(number) : makeEnd(number)));
        let events: readonly BatchEvent[] = all;
        for (let tries = 0; events.length > 0; tries += 1) {
          expect(tries).toBeLessThan(20);
          const result = await send(makeBatch(events));
          events = result.kind === 'retry' ? events.slice(result.settled ?? 0) : [];
          clock.add(6000);
        }
        expect(receiver.sessions.map(({ sid }) => sid).toSorted()).toEqual(
          [...new Set(receiver.sessions.map(({ sid }) => sid))].toSorted(),
        );
        expect(receiver.sessions).toHaveLength(all.length);
        expect(new Set(receiver.events.map(({ event_id }) => event_id)).size).toBe(
          kinds.filter(Boolean).length,
        );
        clock.add(60_000);
      },
    ),
    { numRuns: 40 },
  );
});
