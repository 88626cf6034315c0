import type { Sink } from 'overt';
import { describeSink, faultyServer } from 'overt/testing';
import { describe, it } from 'vitest';
import { makeTools } from '../../overt/test/harness/batches.ts';
import { posthog } from '../src/index.ts';
import { createSink } from '../src/sink.ts';
import { POSTHOG } from './harness/posthog.ts';

describeSink({ describe, it }, 'posthog', async () => {
  const ids = new Map<string, string>();
  const server = await faultyServer({
    idsOf: ({ text }) =>
      (JSON.parse(text) as { batch: { uuid: string }[] }).batch.map(({ uuid }) => ids.get(uuid) ?? ''),
    answer: () => ({ status: 200, body: '{"status":1}' }),
    tells: ['lying', 'empty'],
  });
  const { name, options } = posthog({ key: POSTHOG.key, host: server.url });
  return { sink: noteIds(createSink(makeTools(Date, 500), { name, options }), ids), ...server };
});

/** The service knows events by names of its own. */
function noteIds(sink: Sink, ids: Map<string, string>): Sink {
  return {
    ...sink,
    send: (batch, context) => {
      for (const { id } of batch.events) ids.set(POSTHOG.nameOf(id), id);
      return sink.send(batch, context);
    },
  };
}
