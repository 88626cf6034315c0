import type { SendResult } from '../../sinks/sink.ts';
import { exampleBatch, exampleEvents } from './example.ts';
import { deliver, send } from './send.ts';
import {
  demand,
  failWith,
  type CaseResult,
  type ContractCase,
  type SinkFault,
  type SinkUnderTest,
} from './subject.ts';

/** What every sink promises while its other side works. */
export const CASES: readonly ContractCase[] = [
  ['accepts a batch, and all of it arrives in order', acceptsBatch],
  ['accepts an event whose text is hard to write down', acceptsHardText],
  ['accepts an event that is as large as one can be', acceptsLarge],
  ['accepts an event that stands for several', acceptsSampled],
  ['is given the same batch twice without an error', acceptsTwice],
  ['keeps the order over many batches', keepsOrder],
  ['answers, and does not throw, when there is no time at all', obeysSignal],
];

async function acceptsBatch(subject: SinkUnderTest): Promise<void> {
  await demandTaken(subject, exampleEvents(25));
}

async function acceptsHardText(subject: SinkUnderTest): Promise<void> {
  const text = 'a"b\\c\nd\u0000e\u2028f\u{1F600}g\uD800';
  await demandTaken(subject, exampleEvents(1, { text, grün: '青', __proto__x: true }));
}

/** More fields than any tool has, and the longest text that a field can hold. */
async function acceptsLarge(subject: SinkUnderTest): Promise<void> {
  const fields = Array.from({ length: 62 }, (_, n) => [`field${n}`, n % 2 === 0 ? n : `text ${n}`]);
  await demandTaken(subject, exampleEvents(1, { ...Object.fromEntries(fields), text: 'é'.repeat(8192) }));
}

async function acceptsSampled(subject: SinkUnderTest): Promise<void> {
  await demandTaken(
    subject,
    exampleEvents(3).map((event) => ({ ...event, sampleRate: 0.125 })),
  );
}

async function acceptsTwice({ sink }: SinkUnderTest): Promise<void> {
  const batch = exampleBatch(3);
  for (const attempt of [1, 2])
    demand((await send(sink, { ...batch, attempt })).kind === 'accepted', `try ${attempt} is accepted`);
}

async function keepsOrder(subject: SinkUnderTest): Promise<void> {
  await demandTaken(subject, exampleEvents(600), 30);
}

async function obeysSignal({ sink }: SinkUnderTest): Promise<void> {
  const stop = new AbortController();
  stop.abort();
  const { kind } = await send(sink, exampleBatch(1), stop.signal);
  demand(kind === 'accepted' || kind === 'retry', 'an aborted send is a retry, unless it was done at once');
}

async function demandTaken(
  { sink, arrived }: SinkUnderTest,
  events: ReturnType<typeof exampleEvents>,
  size = 500,
): Promise<void> {
  const { left, refused, last } = await deliver(sink, events, { size });
  demand(left.length === 0 && refused.length === 0, `all of it is accepted (${JSON.stringify(last)})`);
  await demandArrival(
    arrived,
    events.map(({ id }) => id),
  );
}

async function demandArrival(arrived: SinkUnderTest['arrived'], ids: readonly string[]): Promise<void> {
  if (arrived === undefined) return;
  const there = await arrived();
  demand(
    there.join() === ids.join(),
    `all events arrive once and in order (there: ${there.slice(0, 100).join()})`,
  );
}

/** What a sink promises when its other side does not do what it should. */
export const FAULT_CASES: readonly ContractCase[] = [
  ['asks for a retry, and does not throw, when the other side fails', survivesBreakdown],
  ['loses nothing when the other side fails', (subject) => losesNothing(subject, 'broken')],
  ['loses nothing when it is asked for a pause, and hands that on', isPatient],
  ['loses nothing when an answer is cut off', (subject) => losesNothing(subject, 'cut')],
  ['is not taken in by a page that says 200', (subject) => losesNothing(subject, 'lying')],
  ['is not taken in by an empty answer', (subject) => losesNothing(subject, 'empty')],
  ['gives up in time when the other side never answers', givesUp],
  ['names what is refused, and the rest arrives', namesRefused],
  ['says so when all of it is refused', saysRefused],
  ['has what is too large sent in halves', halves],
  ['says no more to be settled than what arrived', settlesHonestly],
];

async function survivesBreakdown({ sink, breakDown }: SinkUnderTest): Promise<CaseResult> {
  if (breakDown === undefined) return 'the other side cannot be broken down';
  await breakDown();
  demand((await send(sink, exampleBatch(1))).kind === 'retry', 'a breakdown asks for a retry');
  return undefined;
}

async function losesNothing(subject: SinkUnderTest, fault: SinkFault): Promise<CaseResult> {
  const skipped = await failWith(subject, fault);
  return skipped ?? void (await demandRetry(subject));
}

async function isPatient(subject: SinkUnderTest): Promise<CaseResult> {
  const skipped = await failWith(subject, 'throttled');
  if (skipped !== undefined) return skipped;
  const result = await demandRetry(subject);
  demand(
    result?.kind === 'retry' && (result.afterMs ?? 0) > 0,
    'the pause that is asked for is handed on as `afterMs`',
  );
  return undefined;
}

/** A failure, and then none: all of it is there, in order. What was taken without our knowing may be there twice. */
async function demandRetry(subject: SinkUnderTest): Promise<SendResult | undefined> {
  const { sink } = subject;
  const events = exampleEvents(9);
  const failed = await deliver(sink, events);
  demand(failed.last?.kind === 'retry', `a failure asks for a retry, not ${JSON.stringify(failed.last)}`);
  await demandAmongArrived(subject, failed.taken);
  await subject.fault?.('none');
  const rest = await deliver(sink, failed.left);
  demand(
    rest.left.length === 0 && rest.refused.length === 0,
    'what is left is accepted when all is well again',
  );
  await demandAllArrived(
    subject,
    events.map(({ id }) => id),
  );
  return failed.last;
}

/** How long a sink may take to notice that its time is over. */
const NOTICE_MS = 2000;
const ABORT_AFTER_MS = 50;

async function givesUp(subject: SinkUnderTest): Promise<CaseResult> {
  const skipped = await failWith(subject, 'silent');
  if (skipped !== undefined) return skipped;
  const stop = new AbortController();
  setTimeout(() => stop.abort(), ABORT_AFTER_MS);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ABORT_AFTER_MS + NOTICE_MS);
  });
  const result = await Promise.race([send(subject.sink, exampleBatch(2), stop.signal), late]);
  clearTimeout(timer);
  demand(result !== 'late', `a sink whose signal is aborted answers within ${NOTICE_MS} ms`);
  demand(result !== 'late' && result.kind === 'retry', 'what nobody has confirmed is sent again');
  return undefined;
}

async function namesRefused(subject: SinkUnderTest): Promise<CaseResult> {
  if (subject.refuse === undefined) return 'the other side takes a request whole, or not at all';
  const events = exampleEvents(9);
  const ids = events.map(({ id }) => id);
  const bad = ids.filter((_, index) => index % 4 === 1);
  await subject.refuse(bad);
  const { refused, left } = await deliver(subject.sink, events);
  demand(left.length === 0, 'a refused event is not sent again');
  demand(refused.join() === bad.join(), `what is refused is named: ${bad.join()}, and not ${refused.join()}`);
  await demandArrival(
    subject.arrived,
    ids.filter((id) => !bad.includes(id)),
  );
  return undefined;
}

async function saysRefused(subject: SinkUnderTest): Promise<CaseResult> {
  const skipped = await failWith(subject, 'refused');
  if (skipped !== undefined) return skipped;
  const events = exampleEvents(3);
  const { refused, last } = await deliver(subject.sink, events);
  demand(
    refused.length === events.length,
    `what is refused for good is said to be so, not ${JSON.stringify(last)}`,
  );
  await subject.fault?.('none');
  const later = await deliver(subject.sink, exampleEvents(1, {}, 100));
  demand(later.taken.length === 1, 'the next batch is tried all the same');
  return undefined;
}

async function halves(subject: SinkUnderTest): Promise<CaseResult> {
  const skipped = await failWith(subject, 'small');
  if (skipped !== undefined) return skipped;
  // Of no pattern, so that packing does not make it small.
  const events = exampleEvents(64).map((event) => ({
    ...event,
    props: { seq: event.seq, noise: noise(event.seq) },
  }));
  const { left, refused, last } = await deliver(subject.sink, events, { tries: 3 });
  demand(left.length === 0 && refused.length === 0, `all of it is taken in parts (${JSON.stringify(last)})`);
  await demandArrival(
    subject.arrived,
    events.map(({ id }) => id),
  );
  return undefined;
}

/** 300 characters, the same for the same number (a linear congruential generator). */
function noise(seed: number): string {
  let state = seed;
  const next = (): string => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return String.fromCharCode(97 + (Math.floor(state / 65_536) % 26));
  };
  return Array.from({ length: 300 }, next).join('');
}

async function settlesHonestly(subject: SinkUnderTest): Promise<CaseResult> {
  const skipped = await failWith(subject, 'dies');
  if (skipped !== undefined) return skipped;
  const events = exampleEvents(40);
  const first = await deliver(subject.sink, events, { size: 20, tries: 2 });
  await demandAmongArrived(subject, first.taken);
  await subject.fault?.('none');
  const rest = await deliver(subject.sink, first.left, { size: 20 });
  demand(
    rest.left.length === 0 && rest.refused.length === 0,
    'what is left is accepted when all is well again',
  );
  await demandAllArrived(
    subject,
    events.map(({ id }) => id),
  );
  return undefined;
}

async function demandAmongArrived({ arrived }: SinkUnderTest, ids: readonly string[]): Promise<void> {
  if (arrived === undefined) return;
  const there = new Set(await arrived());
  const missing = ids.filter((id) => !there.has(id));
  demand(
    missing.length === 0,
    `what is said to be taken has arrived (missing: ${missing.slice(0, 20).join()})`,
  );
}

async function demandAllArrived({ arrived }: SinkUnderTest, ids: readonly string[]): Promise<void> {
  if (arrived === undefined) return;
  const there = [...new Set(await arrived())];
  demand(
    there.join() === ids.join(),
    `all of it has arrived, in order (there: ${there.slice(0, 100).join()})`,
  );
}
