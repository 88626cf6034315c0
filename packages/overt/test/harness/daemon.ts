import { connect } from 'node:net';
import { expect } from 'vitest';
import { readDelivered, type FlatEvent } from './delivered.ts';
import type { Place } from './place.ts';
import { startRemote, type Remote } from './remote.ts';
import type { ToolRun } from './run-tool.ts';
import { waitFor } from './wait-for.ts';

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

/** Sends each part when the one before it has left. */
export function sendInParts(path: string, parts: readonly Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.on('error', reject);
    socket.on('close', () => resolve());
    let index = 0;
    const next = (): void => {
      const part = parts[index];
      index += 1;
      if (part === undefined) socket.end();
      else socket.write(part, () => setImmediate(next));
    };
    next();
  });
}

/** What came through the socket, and what of it was refused. */
export type Counts = Readonly<Record<string, number>>;

export const readCounts = (daemon: Daemon): Promise<Counts> => daemon.call<Counts>('counts');

/** Waits until what came through the socket is counted as this, and nothing else is. */
export async function waitForCounts(daemon: Daemon, expected: Counts): Promise<void> {
  const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
  await waitFor(JSON.stringify(expected), async () => total(await readCounts(daemon)) >= total(expected));
  expect(await readCounts(daemon)).toEqual(expected);
}

const GOOD_MESSAGE = { type: 'track', payload: { name: 'scan.step', props: { n: 1 } } };
export const GOOD_LINE = `${JSON.stringify(GOOD_MESSAGE)}\n`;

/** The events of good messages, and of next.mjs, that have arrived. */
export function readSteps(place: Place): FlatEvent[] {
  return readDelivered(place).filter(({ name }) => name === 'scan.step');
}

/** That a daemon still takes and delivers messages, after `before` others have arrived. */
export async function expectWell(daemon: Daemon, place: Place, before = 0): Promise<void> {
  await sendMessages(daemon.served.socket ?? '', [GOOD_MESSAGE]);
  await waitFor('a good message', () => readSteps(place).length === before + 1);
  expect((await daemon.end()).code).toBe(0);
}
