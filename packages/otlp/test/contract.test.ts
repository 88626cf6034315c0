import { describeSink, faultyServer } from 'overt/testing';
import { describe, it } from 'vitest';
import { makeTools } from '../../overt/test/harness/batches.ts';
import { otlp } from '../src/index.ts';
import { createSink } from '../src/sink.ts';
import { decodeBody, valuesOf } from './harness/decode.ts';

/** After a 500, OTLP does not let a request be sent again. */
const FINAL: readonly string[] = ['broken', 'dies'];

for (const protocol of ['http/protobuf', 'http/json'] as const) {
  const type = protocol === 'http/json' ? 'application/json' : 'application/x-protobuf';
  describeSink({ describe, it }, `otlp by ${protocol}`, async () => {
    const server = await faultyServer({
      idsOf: ({ path, bytes }) => idsOf(path, type, Buffer.from(bytes)),
      answer: () => ({ headers: { 'content-type': type }, body: protocol === 'http/json' ? '{}' : '' }),
      tells: ['lying'],
    });
    const { name, options } = otlp({ url: server.url, protocol, runs: true });
    const fault: typeof server.fault = async (kind) => !FINAL.includes(kind) && server.fault(kind);
    return { sink: createSink(makeTools(Date, 500), { name, options }), ...server, fault };
  });
}

function idsOf(path: string, type: string, body: Buffer): string[] {
  const message = decodeBody(path, type, body);
  if (!('resourceLogs' in message)) return [];
  return message.resourceLogs
    .flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
    .map(({ attributes }) => String(valuesOf(attributes)['log.record.uid']));
}
