import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { makeCollector } from '../../test/harness/sinks.ts';
import type { Batch, SendContext, SendResult, Sink } from '../sinks/sink.ts';
import { createSink } from '../sinks/create.ts';
import { http } from '../sinks/define.ts';
import type { SinkUnderTest } from './contract/subject.ts';
import { describeSink } from './describe-sink.ts';
import { faultyServer } from './faulty-server.ts';
import { testPlatform } from './test-platform.ts';

const platform = testPlatform({ home: tmpdir() });

/** Runs the suite by itself, and answers what failed and what was skipped. */
async function runSuite(
  make: () => Promise<SinkUnderTest>,
): Promise<{ failed: string[]; skipped: string[] }> {
  const cases: [string, (...context: unknown[]) => Promise<void>][] = [];
  const runner = {
    describe: (_name: string, body: () => void) => body(),
    it: (title: string, body: (...context: unknown[]) => Promise<void>) => void cases.push([title, body]),
  };
  describeSink(runner, 'mutant', make);
  const failed: string[] = [];
  const skipped: string[] = [];
  const skip = (reason: string): void => void skipped.push(reason);
  for (const [title, body] of cases) {
    try {
      await body({ skip });
    } catch (error) {
      failed.push(`${title}: ${String(error)}`);
    }
  }
  return { failed, skipped };
}

type Send = Sink['send'];
/** Makes a bad `send` of a good one. */
type Mutant = (send: Send) => Send;

const after =
  (change: (result: SendResult, batch: Batch) => unknown): Mutant =>
  (send) =>
  async (batch, context) =>
    change(await send(batch, context), batch) as SendResult;

const before =
  (change: (batch: Batch, context: SendContext) => [Batch, SendContext]): Mutant =>
  (send) =>
  (batch, context) =>
    send(...change(batch, context));

const never = new AbortController().signal;

/** A fault in a sink that somebody might write, and words of the message by which the suite finds it. */
const MUTANTS: readonly (readonly [what: string, mutate: Mutant, found: RegExp])[] = [
  [
    'swallows errors',
    after((result) => (result.kind === 'retry' ? { kind: 'accepted' } : result)),
    /asks for a retry/,
  ],
  [
    'throws',
    (send) =>
      async (...call) => {
        const result = await send(...call);
        if (result.kind === 'retry') throw new Error(result.reason);
        return result;
      },
    /send\(\) threw/,
  ],
  [
    'drops what fails',
    after((result) => (result.kind === 'retry' ? { kind: 'rejected', reason: 'failed' } : result)),
    /asks for a retry/,
  ],
  [
    'sends in another order',
    before((batch, context) => [{ ...batch, events: batch.events.toReversed() }, context]),
    /in order/,
  ],
  [
    'leaves one out',
    before((batch, context) => [{ ...batch, events: batch.events.slice(0, 24) }, context]),
    /all events arrive|is accepted/,
  ],
  [
    'sends everything twice',
    (send) =>
      async (...call) => {
        await send(...call);
        return send(...call);
      },
    /arrive once/,
  ],
  [
    'says that more is settled than arrived',
    after((result) => (result.kind === 'retry' ? { ...result, settled: 1 } : result)),
    /has arrived/,
  ],
  [
    'says that more is settled than there is',
    after((result, { events }) =>
      result.kind === 'retry' ? { ...result, settled: events.length + 1 } : result,
    ),
    /number of events/,
  ],
  ['ignores its signal', before((batch) => [batch, { signal: never }]), /within 2000 ms/],
  [
    'does not hand on that it has to pause',
    after((result) => ({ ...result, afterMs: undefined })),
    /afterMs/,
  ],
  [
    'drops what is too large',
    after((result) => (result.kind === 'too-large' ? { kind: 'rejected', reason: 'too_large' } : result)),
    /taken in parts/,
  ],
  [
    'hides what was refused',
    after((result) => (result.kind === 'accepted' ? { kind: 'accepted' } : result)),
    /is named/,
  ],
  [
    'names others than those that were refused',
    after((result, { events }) => {
      const [first] = events;
      return result.kind === 'accepted' && (result.rejected?.length ?? 0) > 0 && first !== undefined
        ? { kind: 'accepted', rejected: [{ id: first.id, reason: 'odd' }] }
        : result;
    }),
    /is named/,
  ],
  [
    'gives the message of an exception as the reason',
    after((result) =>
      result.kind === 'rejected' ? { ...result, reason: 'Error: 400 at /home/me' } : result,
    ),
    /short and stable/,
  ],
  [
    'tries for good what is refused for good',
    after((result) => (result.kind === 'rejected' ? { kind: 'retry', reason: result.reason } : result)),
    /refused for good/,
  ],
  [
    'believes a page that says 200',
    after((result) =>
      result.kind === 'retry' && result.reason === 'garbage_answer' ? { kind: 'accepted' } : result,
    ),
    /asks for a retry/,
  ],
  [
    'answers with more than data',
    after((result) => ({ ...result, ...(result.kind === 'accepted' && { memo: new Date() }) })),
    /plain data/,
  ],
  [
    'notes more and more',
    after((result) => ({ ...result, ...(result.kind === 'accepted' && { memo: 'x'.repeat(5000) }) })),
    /memo/,
  ],
  ['answers with words of its own', after((result) => ({ ...result, ok: true })), /has no "ok"/],
  [
    'keeps what it was given',
    (send) => {
      const kept: Batch[] = [];
      return (batch, context) => {
        kept.push(batch);
        return send(batch, context);
      };
    },
    /are forgotten/,
  ],
  [
    'fails at the same batch again',
    (send) => async (batch, context) =>
      batch.attempt > 1 ? { kind: 'rejected', reason: 'known' } : send(batch, context),
    /try 2/,
  ],
];

describe('the contract', () => {
  it('is kept by a good sink, and says what could not be tried', async () => {
    expect(await runSuite(makeCollector)).toEqual({
      failed: [],
      skipped: ['the other side cannot be broken down'],
    });
    const plain = await runSuite(async () => {
      const idsOf = ({ text }: { text: string }): string[] =>
        (JSON.parse(text) as { id: string }[]).map(({ id }) => id);
      const server = await faultyServer({ idsOf });
      return { sink: createSink(platform, http({ url: server.url, body: '{events}' })), ...server };
    });
    expect(plain.failed).toEqual([]);
    expect(plain.skipped).toHaveLength(4);
  });

  it('is kept where the runner hands nothing to a test, as jest does', async () => {
    const cases: (() => Promise<void>)[] = [];
    const it = (_title: string, body: () => Promise<void>): void => void cases.push(body);
    describeSink({ describe: (_name, body) => body(), it }, 'plain', makeCollector);
    // jest takes a test that names a parameter for one that calls back.
    expect(cases.map((body) => body.length)).toEqual(cases.map(() => 0));
    for (const body of cases) await body();
  });

  it.each(MUTANTS)('finds a sink that %s', async (_what, mutate, found) => {
    const { failed } = await runSuite(async () => {
      const subject = await makeCollector();
      return { ...subject, sink: { ...subject.sink, send: mutate(subject.sink.send) } };
    });
    expect(failed.join('\n')).toMatch(found);
  });
});
