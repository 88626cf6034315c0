import { startFaultServer } from './fault-server.ts';
import type { FixtureSink } from './settings.ts';
import { test as base } from './test.ts';

/** A test with a sink that is busy: what was recorded waits, and no courier waits with it. */
export const test = base.extend('busy', async ({ task: _task }, { onCleanup }) => {
  const server = await startFaultServer(async () => ({ status: 200, body: '' }));
  onCleanup(() => server.close());
  server.setFault('busy');
  const sink: FixtureSink = ['http', { url: server.url, name: 'main' }];
  return { sink };
});
