import { createHash } from 'node:crypto';
import type { Batch, Sink } from 'overt';
import { describeSink } from 'overt/testing';
import { describe, it } from 'vitest';
import { createSink } from '../src/sink.ts';
import { sentry } from '../src/index.ts';
import { makeTools } from '../../overt/test/harness/batches.ts';
import { startReceiver } from './harness/receiver.ts';

for (const fault of ['broken', 'throttled', 'busy', 'garbage', 'cut'] as const) {
  describeSink({ describe, it }, `sentry that may be ${fault}`, async () => {
    const receiver = await startReceiver();
    const { name, options } = sentry({ dsn: receiver.dsn });
    const byEventId = new Map<string, string>();
    return {
      sink: onErrors(createSink(makeTools(), { name, options }), byEventId),
      arrived: async () => receiver.events.map(({ event_id = '' }) => byEventId.get(event_id) ?? ''),
      breakDown: async () => receiver.setFault(fault),
      close: receiver.close,
    };
  });
}

/** The contract is about events of any name; of those, Sentry gets only errors. */
function onErrors(sink: Sink, byEventId: Map<string, string>): Sink {
  const send = async (batch: Batch, context: Parameters<Sink['send']>[1]): ReturnType<Sink['send']> => {
    for (const { id } of batch.events)
      byEventId.set(createHash('sha256').update(id).digest('hex').slice(0, 32), id);
    const events = batch.events.map((event) => ({
      ...event,
      name: 'error',
      props: { ...event.props, errorClass: 'error', stack: `Error: ${String(event.props['text'] ?? '')}` },
    }));
    return sink.send({ ...batch, events }, context);
  };
  return { ...sink, send };
}
