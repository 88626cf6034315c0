import { connect } from 'node:net';
import type { Place } from './place.ts';
import { startRemote, type Remote } from './remote.ts';
import type { ToolRun } from './run-tool.ts';

/** How a daemon began. */
export type Served = { readonly serving: boolean; readonly reason?: string; readonly socket?: string };

export type Daemon = Remote & { readonly served: Served };

/** Deliveries follow each other at once, so that no test waits for a minute. */
const SOON = { everyMs: 50 };

/** Starts a daemon of the tool, and waits until it serves, or says why it does not. */
export async function startDaemon(
  place: Place,
  options: Readonly<Record<string, unknown>> = {},
  run: Partial<ToolRun> = {},
): Promise<Daemon> {
  const args = [JSON.stringify({ ...SOON, ...options })];
  const remote = startRemote(place, { ...run, fixture: 'daemon.mjs', args });
  const served = await remote.hear<Served>();
  return { ...remote, served };
}

/** Sends bytes, and waits until the other side has had them all, or has hung up. */
export function sendBytes(path: string, bytes: string | Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.end(bytes);
  });
}

export function sendMessages(path: string, messages: readonly unknown[]): Promise<void> {
  return sendBytes(path, messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
}
