import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startFaultServer } from '../../../overt/test/harness/fault-server.ts';
import { textOf } from '../../../overt/test/harness/inbox.ts';
import { runScript } from '../../../overt/test/harness/peer-script.ts';
import type { Capture } from '../../src/event/capture.ts';
import { POSTHOG } from '../harness/posthog.ts';

/** The ways in which the script ends. */
export const ENDS = ['capture', 'throw', 'reject', 'handled'] as const;
export type End = (typeof ENDS)[number];

export const SCRIPT = join(import.meta.dirname, 'script.cjs');
const POSTHOG_NODE = createRequire(import.meta.url).resolve('posthog-node');

/** A request of posthog-node or of ours. */
export type Request = {
  readonly path: string;
  readonly body: Record<string, unknown> & { readonly batch: readonly Capture[] };
};

/** What posthog-node sends of the script. Paths are as if the script lay in `/app`. */
export async function askPeer(end: End): Promise<Request | undefined> {
  const requests: Request[] = [];
  const server = await startFaultServer(async (request) => {
    requests.push({ path: request.path, body: JSON.parse(textOf(request)) as Request['body'] });
    return POSTHOG.taken;
  });
  const env = { POSTHOG_NODE, POSTHOG_HOST: server.url, POSTHOG_KEY: POSTHOG.key };
  const { folder } = await runScript({ script: SCRIPT, end, env });
  await server.close();
  const found = requests.find(({ path }) => path.startsWith('/batch'));
  // posthog-node makes paths relative to where it runs, so the folder may stand behind some `../`.
  const place = new RegExp(`(?:\\.\\./)*/?${folder.slice(1)}`, 'g');
  return found && (JSON.parse(JSON.stringify(found).replace(place, '/app')) as Request);
}
