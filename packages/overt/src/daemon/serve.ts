import type { Server } from 'node:net';
import type { Manager } from '../commands/manager.ts';
import { takeLock, type CourierLock } from '../courier/lock.ts';
import { readDebugMode } from '../debug/debug.ts';
import { DAEMON_PART, RUN_VARIABLE } from '../environment/parent-run.ts';
import { attempt } from '../platform/attempt.ts';
import { removeFile } from '../spool/private-file.ts';
import { refuse, type CourierServer } from './courier-server.ts';
import { startDeliveries, type Deliveries } from './deliveries.ts';
import { openSocket } from './open-socket.ts';
import { placeSocket } from './place-socket.ts';
import { showPresence } from './presence.ts';
import { createReceiver, type Receiver, type Refusal } from './receiver.ts';
import { takeMessage } from './take-message.ts';

type ServeSettings = { readonly socket: string | false | undefined; readonly everyMs: number };

/** What a daemon is made of. */
type Parts = {
  readonly manager: Manager;
  readonly folder: string;
  readonly settings: ServeSettings;
  readonly lock: CourierLock;
  readonly counts: Map<string, number>;
};

/** Where events are handed over. */
type Door = { readonly path: string; readonly server: Server; readonly receiver: Receiver };

/** One request a minute at most, as a machine that is in use all day makes a few hundred of them. */
const EVERY_MS = 60_000;
const MAX_EVERY_MS = 24 * 60 * 60 * 1000;

/** Makes this process serve, if it can. */
export async function serveCourier(manager: Manager, options: unknown): Promise<CourierServer> {
  try {
    const settings = readOptions(options);
    if (typeof settings === 'string') return refuse(settings);
    const reason = whyNot(manager);
    if (reason !== undefined) return refuse(reason);
    const folder = manager.recorder.writer.folder ?? manager.gate.openFolder();
    if (folder === undefined) return refuse('there is no state folder that can be written');
    const lock = await takeLock(manager.platform, folder, 'daemon');
    if (lock === undefined) return refuse('another daemon serves');
    const server = await open({ manager, folder, settings, lock, counts: new Map() });
    if (!server.serving) lock.release();
    return server;
  } catch (error) {
    return refuse(`it could not be begun (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

/** The options, or what is wrong with them. */
function readOptions(given: unknown): ServeSettings | string {
  const { socket, everyMs = EVERY_MS } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const isPlace = socket === undefined || socket === false || (typeof socket === 'string' && socket !== '');
  if (!isPlace) return 'expected the option `socket` to be a path, or false';
  const isTime = Number.isInteger(everyMs) && (everyMs as number) >= 0 && (everyMs as number) <= MAX_EVERY_MS;
  if (!isTime) return `expected the option \`everyMs\` to be a whole number from 0 to ${MAX_EVERY_MS}`;
  return { socket, everyMs: everyMs as number };
}

function whyNot({ platform, gate }: Manager): string | undefined {
  if (gate.current().level === 'off') return 'telemetry is off';
  return readDebugMode(platform)?.kind === 'show' ? 'OVERT_DEBUG asks to show it only' : undefined;
}

async function open(parts: Parts): Promise<CourierServer> {
  const { manager, folder, settings, counts } = parts;
  let deliveries: Deliveries | undefined;
  const door = await openDoor(parts, () => deliveries?.poke());
  if (door !== undefined && 'reason' in door) return refuse(door.reason);
  const { platform, gate } = manager;
  announce(manager);
  deliveries = startDeliveries({ manager, folder, everyMs: settings.everyMs });
  const hide = showPresence({
    platform,
    folder,
    socket: door?.path,
    intervalMs: manager.settings.delivery.intervalMs,
    mayWrite: () => gate.current().level !== 'off',
    counts: () => Object.fromEntries(counts),
  });
  const end = createEnd(parts, hide, door);
  return {
    serving: true,
    ...(door === undefined ? {} : { socket: door.path }),
    counts: () => Object.fromEntries(counts),
    close: async () => {
      end();
      await deliveries?.stop();
    },
  };
}

async function openDoor(
  { manager, folder, settings, counts }: Parts,
  poke: () => void,
): Promise<Door | { readonly reason: string } | undefined> {
  const { platform, recorder } = manager;
  if (settings.socket === false) return undefined;
  const place = placeSocket(platform, folder, settings.socket);
  if ('reason' in place) return place;
  const count = (what: Refusal | 'messages'): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const take = (frame: Buffer): void => {
    count('messages');
    const refusal = attempt(() => ({ reason: takeMessage({ recorder, poke }, frame) }));
    if (refusal?.reason !== undefined) count(refusal.reason);
  };
  const receiver = createReceiver({ platform, take, refuse: count });
  const opened = await openSocket(platform, place.path, receiver.accept);
  return 'reason' in opened ? opened : { path: place.path, server: opened.server, receiver };
}

/** Says that it has begun; what it starts from now on was started by a daemon. */
function announce({ platform, settings, recorder }: Manager): void {
  recorder.suffix = `:${DAEMON_PART}`;
  if (recorder.resource !== undefined)
    platform.system.setEnv(RUN_VARIABLE, `${recorder.run}:${settings.tool}${recorder.suffix}`);
  recorder.record('daemon.start', {});
}

/** What ends it: with the process at the latest. After that, runs start couriers again. */
function createEnd({ manager, lock }: Parts, hide: () => void, door: Door | undefined): () => void {
  const { platform, recorder } = manager;
  const startedMs = platform.elapsed();
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    stopListening();
    recorder.record('daemon.stop', { durationMs: platform.elapsed() - startedMs });
    hide();
    door?.receiver.close();
    door?.server.close();
    // A process that ends closes nothing by itself.
    if (door !== undefined && platform.system.os !== 'win32') removeFile(platform, door.path);
    lock.release();
  };
  const stopListening = platform.system.on('exit', () => void attempt(end));
  return end;
}
