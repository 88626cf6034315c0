import { MockOtlpServer } from '@elastic/mockotlpserver';
import type { BatchEvent } from 'overt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { waitFor } from '../../overt/test/harness/wait-for.ts';
import { otlp, type OtlpOptions } from '../src/index.ts';
import { createSink } from '../src/sink.ts';
import {
  makeBatch,
  makeCrash,
  makeEnd,
  makeEvent,
  makeRun,
  makeTools,
  runId,
} from '../../overt/test/harness/batches.ts';
import { decodeBody, type DecodedLogs, type DecodedTraces } from './harness/decode.ts';
import { hasProtoc, readWithProtoc } from './harness/protoc.ts';
import { startReceiver } from './harness/receiver.ts';

const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };

/** Something of everything that can be in a message. */
const EVENTS: readonly BatchEvent[] = [
  makeCrash(1, { stack: 'Error: no\n    at <elsewhere>', reference: 'ABC-1' }),
  makeEvent({
    run: makeRun({ run: runId(2), resource: { version: '2.0.0', 'tag.team': 'Zürich 🚀' } }),
    name: 'scan.done',
    props: {
      share: 0.1,
      big: 1e300,
      low: -7,
      safe: Number.MAX_SAFE_INTEGER,
      yes: true,
      no: false,
      empty: '',
    },
    sampleRate: 0.5,
  }),
  makeEnd(3, { trace: { ...TRACE, parentSpanId: 'b7ad6b7169203331' } }),
  makeEnd(4, { parent: runId(3) }),
];

/** The bodies of the two requests that a batch comes to, in each protocol. */
async function collectBodies(protocol: OtlpOptions['protocol']): Promise<{ traces: Buffer; logs: Buffer }> {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  const { name, options } = otlp({ url: receiver.url, protocol, runs: true });
  const batch = makeBatch(EVENTS, { sentAt: 1_732_000_060_000 });
  await createSink(makeTools(), { name, options }).send(batch, { signal: new AbortController().signal });
  const [traces, logs] = receiver.received;
  return { traces: traces?.body ?? Buffer.of(), logs: logs?.body ?? Buffer.of() };
}

describe('what is sent', () => {
  it('is the same in both protocols, as the decoder that was generated from the official definitions reads it', async () => {
    const [binary, json] = [await collectBodies('http/protobuf'), await collectBodies('http/json')];
    for (const [path, one, other] of [
      ['/v1/logs', binary.logs, json.logs],
      ['/v1/traces', binary.traces, json.traces],
    ] as const) {
      const message = decodeBody(path, 'application/x-protobuf', one);
      expect(JSON.stringify(message).length).toBeGreaterThan(1000);
      expect(message).toEqual(decodeBody(path, 'application/json', other));
    }
  });

  it('is the same each time, so that a try is known again', async () => {
    const [once, again] = [await collectBodies('http/protobuf'), await collectBodies('http/protobuf')];
    expect(again.logs.equals(once.logs)).toBe(true);
    expect(again.traces.equals(once.traces)).toBe(true);
  });

  it.skipIf(!hasProtoc)('is read by protoc without a field that it does not know', async () => {
    const { logs, traces } = await collectBodies('http/protobuf');
    const texts = [
      readWithProtoc('logs.v1.ExportLogsServiceRequest', logs),
      readWithProtoc('trace.v1.ExportTraceServiceRequest', traces),
    ];
    for (const text of texts) expect(text.split('\n').filter((line) => /^ *\d+[:{ ]/.test(line))).toEqual([]);
    const [records = '', spans = ''] = texts;
    expect(count(records, /^ {6}event_name: "(app\.crash|scan\.done|command\.invocation)"$/gm)).toBe(4);
    expect(records).toContain('event_name: "app.crash"');
    expect(records).toContain('time_unix_nano: 1732000000000000000');
    expect(records).toContain('observed_time_unix_nano: 1732000060000000000');
    expect(records).toContain('severity_number: SEVERITY_NUMBER_FATAL');
    for (const value of [
      'int_value: -7',
      'int_value: 9007199254740991',
      'double_value: 0.1',
      'double_value: 1e+300',
      'bool_value: true',
      'bool_value: false',
      'string_value: ""',
    ])
      expect(records).toContain(value);
    expect(records).toContain(String.raw`string_value: "Z\303\274rich \360\237\232\200"`);
    expect(count(spans, /kind: SPAN_KIND_INTERNAL/g)).toBe(3);
    expect(count(spans, /code: STATUS_CODE_ERROR/g)).toBe(1);
    expect(count(spans, /parent_span_id: /g)).toBe(1);
    expect(count(spans, /links \{/g)).toBe(1);
    expect(spans).toContain(String.raw`trace_id: "K\371/5w\263M\246\243\316\222\235\016\016G6"`);
  });

  it.each(['http/protobuf', 'http/json'] as const)(
    'is read by @elastic/mockotlpserver, by %s',
    async (protocol) => {
      const seen = { logs: [] as DecodedLogs[], traces: [] as DecodedTraces[] };
      const server = new MockOtlpServer({
        logLevel: 'fatal',
        services: ['http'],
        httpHostname: '127.0.0.1',
        httpPort: 0,
        onLogs: (message: DecodedLogs) => void seen.logs.push(message),
        onTrace: (message: DecodedTraces) => void seen.traces.push(message),
      });
      await server.start();
      // It answers before it reads, and does not unpack: that it was understood is seen in what it gives out.
      const { name, options } = otlp({ url: String(server.httpUrl), protocol, runs: true, gzip: false });
      const sink = createSink(makeTools(), { name, options });
      const result = await sink.send(makeBatch(EVENTS), { signal: new AbortController().signal });
      expect(result).toEqual({ kind: 'accepted' });
      await waitFor('both to be read', () => seen.logs.length === 1 && seen.traces.length === 1);
      await server.close();
      const records = seen.logs.flatMap(({ resourceLogs }) =>
        resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords)),
      );
      const uids = records.map(
        ({ attributes }) => attributes.find(({ key }) => key === 'log.record.uid')?.value.stringValue,
      );
      expect(uids).toEqual(EVENTS.map(({ id }) => id));
      expect(records.map(({ severityText }) => severityText)).toEqual(['FATAL', 'WARN', 'INFO', 'INFO']);
      const spans = seen.traces.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
      );
      expect(spans.map((span) => span.name)).toEqual(['scan', 'scan', 'scan']);
      const services = seen.logs.flatMap(({ resourceLogs }) =>
        resourceLogs.map(
          ({ resource }) =>
            resource.attributes.find(({ key }) => key === 'service.version')?.value.stringValue,
        ),
      );
      expect(services).toEqual(['1.2.3', '2.0.0', '1.2.3']);
    },
  );
});

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
