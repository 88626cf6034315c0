import { describeSink, faultyServer } from 'overt/testing';
import { describe, it } from 'vitest';
import { makeTools } from '../../overt/test/harness/batches.ts';
import { datadog } from '../src/index.ts';
import { createSink } from '../src/sink.ts';
import { DATADOG } from './harness/datadog.ts';

describeSink({ describe, it }, 'datadog', async () => {
  const server = await faultyServer({
    idsOf: ({ text }) => (JSON.parse(text) as { evt: { id: string } }[]).map(({ evt }) => evt.id),
    answer: () => ({ status: 202, body: '{}' }),
    // It may answer nothing.
    tells: ['lying'],
  });
  const { name, options } = datadog({ key: DATADOG.key, url: `${server.url}/api/v2/logs` });
  return { sink: createSink(makeTools(Date, 500), { name, options }), ...server };
});
