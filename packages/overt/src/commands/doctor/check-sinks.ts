import { createCompletion } from '../../courier/collect/complete-run.ts';
import { createErrorCompletion } from '../../reports/complete-error.ts';
import { mergeRuns } from '../../courier/collect/collect.ts';
import { parseBatch } from '../../courier/outbox.ts';
import { keepSingle, recordDelivery } from '../../journal/journal.ts';
import { parseTime } from '../../platform/time.ts';
import { createSink } from '../../sinks/create.ts';
import { chooseProxy, type ProxyChoice } from '../../sinks/http/proxy/choose.ts';
import { createHttpTransport, type HttpTransport } from '../../sinks/http/transport.ts';
import type { BatchEvent } from '../../sinks/batch.ts';
import type { SinkDescriptor } from '../../sinks/descriptor.ts';
import type { SendResult, Sink } from '../../sinks/sink.ts';
import { createPlan } from '../../telemetry/create-plan.ts';
import { formatSpan } from '../format.ts';
import type { Manager } from '../manager.ts';
import { makeRun } from '../sample.ts';
import { ok, skipped, wrong, type Check } from './check.ts';
import { diagnose, nameProxy } from './diagnose.ts';

/** What there is to deliver, and where it is written down. */
type TestRun = { readonly folder: string; readonly events: readonly BatchEvent[]; readonly text: string };

/** A sink, and the way to it as far as requests were made. */
type Tried = { readonly sink: Sink; readonly way: () => ProxyChoice };

/** Beyond this, certificates seem not yet or no longer valid, and dates in reports are wrong. */
const MAX_CLOCK_ERROR_MS = 5 * 60 * 1000;
const TEST_EVENT = 'telemetry.test';
const DIRECT: ProxyChoice = { kind: 'direct' };

/**
 * Delivers one test event to each sink by the code that delivers, and demands that it is acknowledged. It is written into
 * the journal like all that leaves; in the books, which are about what the tool recorded, it is not.
 */
export async function checkSinks(manager: Manager, folder: string): Promise<Check[]> {
  const { platform, settings } = manager;
  const test = await makeTest(manager, folder);
  const times: number[] = [];
  const transport = noteDates(createHttpTransport(platform), times);
  const sinks = [
    ...settings.descriptors.map((descriptor) => noteWay(manager, descriptor, transport)),
    ...settings.liveSinks.map((sink) => ({ sink, way: () => DIRECT })),
  ];
  const checks = await Promise.all(sinks.map((tried) => checkSink(manager, tried, test)));
  keepSingle(platform, folder, test.text);
  return [...checks, checkClock(manager, times)];
}

async function makeTest(manager: Manager, folder: string): Promise<TestRun> {
  const made = makeRun(manager, [[TEST_EVENT, {}]], { id: undefined });
  const { limits } = manager.settings;
  const { platform } = made;
  const { signal } = new AbortController();
  const complete = createCompletion(platform, folder, { plan: createPlan(manager.settings), signal });
  const completeError = createErrorCompletion(platform);
  const context = { platform, folder, limits, sinks: [], complete, completeError };
  let text = '';
  for await (const { urgent, usage } of mergeRuns(context, made.files)) text += urgent.text + usage.text;
  return { folder, events: parseBatch(text), text };
}

async function checkSink(
  { platform }: Manager,
  { sink, way }: Tried,
  { folder, events }: TestRun,
): Promise<Check> {
  const name = `sink ${sink.name}`;
  const now = platform.now();
  // Without the account: it is of an installation, and a test is of none.
  const batch = { id: `${events[0]?.id}-test`, attempt: 1, sentAt: now, events, ledger: undefined };
  const result = await sendSafely(sink, batch);
  recordDelivery(platform, folder, { sink: sink.name, batch: '0', from: 0, to: 1, sent: 1, result });
  if (result.kind === 'accepted' && (result.rejected ?? []).length === 0) {
    const proxy = nameProxy(way());
    const took = `took the test event (${platform.now() - now} ms)`;
    return ok(name, proxy === undefined ? took : `${took} through ${proxy}`);
  }
  const { what, hint } = diagnose(result, way());
  return wrong(name, what, hint);
}

async function sendSafely(sink: Sink, batch: Parameters<Sink['send']>[0]): Promise<SendResult> {
  try {
    return await sink.send(batch, { signal: new AbortController().signal });
  } catch {
    return { kind: 'retry', reason: 'sink_threw' };
  }
}

/** Only the sink itself knows the addresses to which it sends. */
function noteWay({ platform }: Manager, descriptor: SinkDescriptor, transport: HttpTransport): Tried {
  let way = DIRECT;
  const sink = createSink(platform, descriptor, (request, signal) => {
    way = chooseProxy(platform.env, new URL(request.url));
    return transport(request, signal);
  });
  return { sink, way: () => way };
}

/** Each answer of a server says what time it is there (RFC 9110, section 6.6.1). */
function noteDates(transport: HttpTransport, times: number[]): HttpTransport {
  return async (request, signal) => {
    const outcome = await transport(request, signal);
    const time = outcome.kind === 'answer' ? parseTime(outcome.date ?? '') : Number.NaN;
    if (Number.isFinite(time)) times.push(time);
    return outcome;
  };
}

function checkClock({ platform }: Manager, times: readonly number[]): Check {
  const [there] = times;
  if (there === undefined) return skipped('clock', 'nobody was there to compare it with');
  const errorMs = Math.abs(platform.now() - there);
  if (errorMs <= MAX_CLOCK_ERROR_MS) return ok('clock', 'it agrees with that of the server');
  return wrong(
    'clock',
    `it differs from that of the server by ${formatSpan(errorMs)}`,
    'Set the clock of this machine.',
  );
}
