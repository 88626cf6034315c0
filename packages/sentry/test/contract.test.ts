import { createHash } from 'node:crypto';
import { parseEnvelope, type Event } from '@sentry/core';
import type { Batch, Sink } from 'overt';
import { describeSink, faultyServer } from 'overt/testing';
import { describe, it } from 'vitest';
import { createSink } from '../src/sink.ts';
import { sentry } from '../src/index.ts';
import { makeTools } from '../../overt/test/harness/batches.ts';

describeSink({ describe, it }, 'sentry', async () => {
  const byEventId = new Map<string, string>();
  const server = await faultyServer({
    idsOf: ({ text }) => {
      const [, items] = parseEnvelope(text);
      return items.map(([, body]) => byEventId.get((body as Event).event_id ?? '') ?? '');
    },
    answer: (_request, refused) => ({ status: refused.length > 0 ? 400 : 200, body: '{}' }),
    // Some servers that speak as Sentry does answer nothing.
    tells: ['lying'],
    refusesSome: true,
  });
  const dsn = `${server.url.replace('://', '://0123456789abcdef0123456789abcdef@')}/7`;
  const { name, options } = sentry({ dsn });
  return {
    sink: onErrors(createSink(makeTools(), { name, options }), byEventId),
    ...server,
    breakDown: async () => void (await server.fault('broken')),
  };
});

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
