import { arch, platform, release } from 'node:os';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { describe, expect, it } from 'vitest';
import { formatStack } from '../../overt/src/reports/stack-text.ts';
import { otlp } from '../src/index.ts';
import type { Protocol } from '../src/settings.ts';
import { createSink } from '../src/sink.ts';
import {
  makeBatch,
  makeEnd,
  makeEvent,
  makeRun,
  makeTools,
  runId,
} from '../../overt/test/harness/batches.ts';
import { decodeBody, type DecodedLogs, type DecodedSpan, type DecodedTraces } from './harness/decode.ts';
import { startReceiver, type Receiver } from './harness/receiver.ts';
import { DIFFERENCES, type Difference } from './peer/differences.ts';
import { SEEN_MS, sendWithSdk, TIME_MS } from './peer/send-with-sdk.ts';
import { tabulate } from './peer/tabulate.ts';

const PROTOCOLS = ['http/protobuf', 'http/json'] as const;

class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code = 'E_STORE';
}
const ERROR = new StoreError('cannot read the store');

/** The same crash of the same tool, as OpenTelemetry's exporters 0.223.1 send it and as we do. */
describe('field by field, a log record differs from that of the official exporter only in what is listed', () => {
  const used = new Set<Difference>();

  it.each(PROTOCOLS)('%s', async (protocol) => {
    const theirs = tabulate(await receive((url) => sendWithSdk(url, protocol, ERROR)));
    const ours = tabulate(await receive((url) => sendOurs(url, protocol)));
    expect(Object.keys(theirs).length).toBeGreaterThan(20);
    const unexplained: unknown[] = [];
    for (const path of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      if (ours[path] === theirs[path]) continue;
      const kind = !(path in ours) ? 'left out' : path in theirs ? 'other' : 'added';
      const row = DIFFERENCES.find((one) => one.ours === kind && one.paths.test(path));
      if (row === undefined) unexplained.push([kind, path, ours[path], theirs[path]]);
      else used.add(row);
    }
    expect(unexplained).toEqual([]);
    const same = Object.keys(theirs).filter((path) => ours[path] === theirs[path]);
    // Names, types and values: what is known of both is the same.
    expect(same).toEqual(
      expect.arrayContaining([
        'record.timeUnixNano',
        'record.observedTimeUnixNano',
        'record.severityNumber',
        'record.severityText',
        'record.eventName',
        'record.attributes.exception.message.stringValue',
        'resource.service.name.stringValue',
        'resource.service.version.stringValue',
        'resource.deployment.environment.name.stringValue',
        'resource.os.type.stringValue',
        'resource.host.arch.stringValue',
        'resource.process.runtime.name.stringValue',
        'resource.telemetry.sdk.language.stringValue',
      ]),
    );
  });

  it('and nothing is listed that is not so', () => {
    expect(DIFFERENCES.filter((row) => !used.has(row)).map(({ why }) => why)).toEqual([]);
  });

  it.each(PROTOCOLS)('and the requests are alike, by %s', async (protocol) => {
    const theirs = await receiveWhole((url) => sendWithSdk(url, protocol, ERROR));
    const ours = await receiveWhole((url) => sendOurs(url, protocol));
    const pick = ({ received: [request] }: Receiver): unknown => [
      request?.path,
      request?.headers['content-type'],
      request?.headers['content-encoding'],
    ];
    expect(pick(ours)).toEqual(pick(theirs));
  });
});

describe('a span, written by the official transformer from the same values,', () => {
  it.each(PROTOCOLS)('is the same by %s', async (protocol) => {
    const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
    const run = {
      trace: { ...trace, parentSpanId: 'b7ad6b7169203331' },
      ended: { status: 'crashed', errors: 2, durationMs: 1500 },
    } as const;
    const { received } = await receiveWhole((url) => sendOurs(url, protocol, makeEnd(1, run)));
    const ours = spanOf(
      decodeBody(
        '/v1/traces',
        String(received[0]?.headers['content-type']),
        received[0]?.body ?? Buffer.of(),
      ),
    );
    const serializer = protocol === 'http/json' ? JsonTraceSerializer : ProtobufTraceSerializer;
    const type = protocol === 'http/json' ? 'application/json' : 'application/x-protobuf';
    const theirs = spanOf(
      decodeBody('/v1/traces', type, Buffer.from(serializer.serializeRequest([asReadable(ours)]) ?? [])),
    );
    expect(prune(ours)).toEqual(prune(theirs));
  });
});

type ReadableSpan = Parameters<typeof ProtobufTraceSerializer.serializeRequest>[0][number];

/** What the SDK would hand to its exporter. The parent is another process, as it is for a run. */
function asReadable(span: DecodedSpan): ReadableSpan {
  const { traceId, spanId, parentSpanId = '' } = span;
  const attributes = span.attributes.map(({ key, value: { stringValue, intValue } }) => [
    key,
    stringValue ?? Number(intValue),
  ]);
  const readable = {
    name: span.name,
    // Theirs begin at 0, those of the message at 1.
    kind: span.kind - 1,
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
    parentSpanContext: { traceId, spanId: parentSpanId, traceFlags: 1, isRemote: true },
    startTime: toHrTime(span.startTimeUnixNano),
    endTime: toHrTime(span.endTimeUnixNano),
    attributes: Object.fromEntries(attributes) as Record<string, string | number>,
    status: span.status ?? { code: 0 },
    links: [],
    events: [],
    resource: resourceFromAttributes({}),
    instrumentationScope: { name: 'overt' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  return readable as unknown as ReadableSpan;
}

function toHrTime(nanos: string): [number, number] {
  return [Number(BigInt(nanos) / 1_000_000_000n), Number(BigInt(nanos) % 1_000_000_000n)];
}

function spanOf(message: DecodedLogs | DecodedTraces): DecodedSpan {
  const span = 'resourceSpans' in message ? message.resourceSpans[0]?.scopeSpans[0]?.spans[0] : undefined;
  if (span === undefined) throw new Error('There is no span.');
  return span;
}

/** Without what says no more than if it were not there. */
function prune(span: DecodedSpan): unknown {
  const isEmpty = (value: unknown): boolean =>
    value === 0 || value === '' || (Array.isArray(value) && value.length === 0);
  // In JSON, the transformer writes small 64-bit integers as numbers; by the rules of protobuf they are texts, and both are read.
  const text = JSON.stringify(span).replaceAll(/"intValue":(-?\d+)/g, '"intValue":"$1"');
  const whole = JSON.parse(text) as object;
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => !isEmpty(value)));
}

async function receiveWhole(send: (url: string) => Promise<void>): Promise<Receiver> {
  const receiver = await startReceiver();
  await send(receiver.url);
  await receiver.close();
  return receiver;
}

async function receive(send: (url: string) => Promise<void>): Promise<DecodedLogs> {
  const { received } = await receiveWhole(send);
  const request = received.at(-1);
  if (request === undefined) throw new Error('Nothing was sent.');
  return decodeBody(request.path, String(request.headers['content-type']), request.body) as DecodedLogs;
}

const RESOURCE = {
  environment: 'production',
  os: platform(),
  osVersion: release().split('.').slice(0, 2).join('.'),
  arch: arch(),
};
const CRASH = makeEvent({
  run: makeRun({ run: runId(1), resource: RESOURCE }),
  time: TIME_MS,
  props: {
    errorClass: 'storeerror',
    origin: 'exception',
    stack: formatStack([
      { type: 'StoreError', code: 'E_STORE', message: ERROR.message, frames: [{ inApp: false }] },
    ]),
  },
});

async function sendOurs(url: string, protocol: Protocol, event = CRASH): Promise<void> {
  const { name, options } = otlp({ url, protocol, runs: event.run.ended !== undefined });
  const batch = makeBatch([event], { sentAt: SEEN_MS });
  await createSink(makeTools(), { name, options }).send(batch, { signal: new AbortController().signal });
}
