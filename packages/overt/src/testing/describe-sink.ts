import type { BatchEvent } from '../sinks/batch.ts';
import type { Batch, SendResult, Sink } from '../sinks/sink.ts';

/** The test functions of the runner: vitest, jest and node:test have them all. */
export type TestRunner = {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => Promise<void>) => void;
};

/** What the contract has to know about a sink. */
export type SinkUnderTest = {
  readonly sink: Sink;
  /** The ids of all events that have arrived where the sink sends, in order. Left out where nobody can tell. */
  readonly arrived?: () => Promise<readonly string[]>;
  /** Makes the other side fail for a while, if it has another side. */
  readonly breakDown?: () => Promise<void>;
  readonly close?: () => Promise<void>;
};

/**
 * The contract that every sink keeps, as a suite: `describeSink({ describe, it }, 'mine', () => makeMine())`. It needs
 * no assertion library: a broken promise is a thrown error.
 */
export function describeSink(
  { describe, it }: TestRunner,
  name: string,
  make: () => Promise<SinkUnderTest>,
): void {
  const test = (title: string, body: (subject: SinkUnderTest) => Promise<void>): void =>
    it(title, async () => {
      const subject = await make();
      try {
        await body(subject);
      } finally {
        await subject.close?.();
      }
    });
  describe(`${name} keeps the contract of a sink`, () => {
    test('accepts a batch, and all of it arrives in order', acceptsBatch);
    test('accepts an event whose text is hard to write down', acceptsHardText);
    test('is given the same batch twice without an error', acceptsTwice);
    test('answers, and does not throw, when there is no time at all', obeysSignal);
    test('asks for a retry, and does not throw, when the other side fails', survivesBreakdown);
  });
}

async function acceptsBatch({ sink, arrived }: SinkUnderTest): Promise<void> {
  const batch = exampleBatch(25);
  demand((await send(sink, batch)).kind === 'accepted', 'a batch is accepted');
  await demandArrival(batch, arrived);
}

async function acceptsHardText({ sink, arrived }: SinkUnderTest): Promise<void> {
  const text = 'a"b\\c\nd\u0000e\u2028f\u{1F600}g\uD800';
  const batch = exampleBatch(1, { text });
  demand((await send(sink, batch)).kind === 'accepted', 'a hard text is accepted');
  await demandArrival(batch, arrived);
}

async function acceptsTwice({ sink }: SinkUnderTest): Promise<void> {
  const batch = exampleBatch(3);
  for (const attempt of [1, 2]) {
    demand((await send(sink, { ...batch, attempt })).kind === 'accepted', `try ${attempt} is accepted`);
  }
}

async function obeysSignal({ sink }: SinkUnderTest): Promise<void> {
  const stop = new AbortController();
  stop.abort();
  const { kind } = await sink.send(exampleBatch(1), { signal: stop.signal });
  demand(kind === 'accepted' || kind === 'retry', 'an aborted send is a retry, unless it was done at once');
}

async function survivesBreakdown({ sink, breakDown }: SinkUnderTest): Promise<void> {
  if (breakDown === undefined) return;
  await breakDown();
  demand((await send(sink, exampleBatch(1))).kind === 'retry', 'a breakdown asks for a retry');
}

async function demandArrival({ events }: Batch, arrived: SinkUnderTest['arrived']): Promise<void> {
  if (arrived === undefined) return;
  const there = (await arrived()).join();
  demand(there === events.map(({ id }) => id).join(), `all events arrive in order (there: ${there})`);
}

function send(sink: Sink, batch: Batch): Promise<SendResult> {
  return sink.send(batch, { signal: new AbortController().signal });
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(`The contract of a sink is broken: ${what}.`);
}

/** A batch as the courier makes them. */
function exampleBatch(size: number, props: BatchEvent['props'] = {}): Batch {
  const run = {
    run: '01JD8Z7A1BCDEFGHJKMNPQRSTV',
    level: 'full',
    resource: { tool: 'contract', version: '1.0.0' },
  };
  const events = Array.from({ length: size }, (_, index) => {
    const seq = index + 1;
    return {
      id: `${run.run}.${seq}`,
      run,
      seq,
      time: Date.now(),
      name: 'contract.checked',
      level: 'usage',
      props: { seq, ...props },
    };
  });
  const ledger = { id: run.run, time: Date.now(), recorded: size, delivered: 0, pending: size, dropped: {} };
  return { id: `${run.run}-1-0-${size}`, attempt: 1, sentAt: Date.now(), events, ledger };
}
