import type { Sink } from 'overt';
import { describeSink } from 'overt/testing';
import { describe, it } from 'vitest';
import { makeTools } from '../../overt/test/harness/batches.ts';
import { createSink } from '../src/sink.ts';
import { DATADOG } from './harness/datadog.ts';

for (const fault of ['broken', 'throttled', 'busy', 'garbage', 'cut'] as const) {
  describeSink({ describe, it }, `datadog that may be ${fault}`, async () => {
    const server = await DATADOG.start();
    const { name, options } = DATADOG.makeSink(server.options);
    const ids = new Map<string, string>();
    return {
      sink: noteIds(createSink(makeTools(), { name, options }), ids),
      arrived: async () => server.arrived().map((id) => ids.get(id) ?? ''),
      breakDown: async () => server.setFault(fault),
      close: server.close,
    };
  });
}

/** The service knows events by names of its own. */
function noteIds(sink: Sink, ids: Map<string, string>): Sink {
  return {
    ...sink,
    send: (batch, context) => {
      for (const { id } of batch.events) ids.set(DATADOG.nameOf(id), id);
      return sink.send(batch, context);
    },
  };
}
