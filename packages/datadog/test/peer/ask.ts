import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Received } from '../../../overt/test/harness/fault-server.ts';
import { startFaultServer } from '../../../overt/test/harness/fault-server.ts';
import { runScript } from '../../../overt/test/harness/peer-script.ts';
import { DATADOG } from '../harness/datadog.ts';

const CLIENT = join(import.meta.dirname, 'client/node_modules/@datadog/datadog-api-client');

/** Why there is nothing to compare with, if that is so. */
export const MISSING = existsSync(join(CLIENT, 'package.json'))
  ? ''
  : ' (skipped: Datadog’s client is not installed; npm ci --prefix packages/datadog/test/peer/client)';

/** The request that Datadog's client makes of the script, and what it makes of the answer. */
export async function askPeer(): Promise<{ request: Received; answer: unknown }> {
  const requests: Received[] = [];
  const server = await startFaultServer(async (request) => {
    requests.push(request);
    return DATADOG.taken;
  });
  const env = { DATADOG_CLIENT: CLIENT, DATADOG_URL: server.url, DATADOG_KEY: DATADOG.key };
  const script = join(import.meta.dirname, 'script.cjs');
  const { stdout } = await runScript({ script, end: 'send', env });
  await server.close();
  const [request] = requests;
  if (request === undefined) throw new Error('Datadog’s client sent nothing.');
  return { request, answer: JSON.parse(stdout) };
}
