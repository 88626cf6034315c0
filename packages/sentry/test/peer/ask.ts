import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Event } from '@sentry/core';
import { runScript } from '../../../overt/test/harness/peer-script.ts';
import { startReceiver } from '../harness/receiver.ts';

/** The ways in which the script ends. */
export const ENDS = ['throw', 'reject', 'handled'] as const;
export type End = (typeof ENDS)[number];

export const SCRIPT = join(import.meta.dirname, 'script.cjs');
const SENTRY_NODE = createRequire(import.meta.url).resolve('@sentry/node');

/** What @sentry/node sends of the script's error. Paths are as if the script lay in `/app`. */
export async function askPeer(end: End): Promise<Event | undefined> {
  const receiver = await startReceiver();
  const { folder } = await runScript({ script: SCRIPT, end, env: { SENTRY_NODE, DSN: receiver.dsn } });
  await receiver.close();
  const [event] = receiver.events;
  return event && (JSON.parse(JSON.stringify(event).replaceAll(folder, '/app')) as Event);
}
