import type { Platform } from '../platform/platform.ts';
import { sleep } from '../platform/time.ts';
import { PRIVATE_FILE } from '../spool/private-file.ts';

/** Held by one courier at a time for one state folder. */
export type CourierLock = { readonly release: () => void };

/** Where a lock is one of a file: macOS and the BSDs. */
export const LOCK_FILE = 'courier.lock';
const DAEMON_LOCK_FILE = 'daemon.lock';

/** A daemon holds a lock of its own for as long as it serves, and that of a courier only while it delivers. */
export type LockRole = 'courier' | 'daemon';

const PAUSE_MS = 50;
/** flock(2) through open(2), as macOS and the BSDs have it; not in Node's list of constants. */
const O_EXLOCK = 0x20;

/**
 * Takes the lock, or answers undefined at once when another courier has it.
 *
 * The lock belongs to the life of the process: the kernel gives it back at the moment of death, however that came
 * about. A lock file with a pid or a lease would have to be judged stale by those who come after, and two of them can
 * come to that judgement at the same time.
 */
export function takeLock(
  platform: Platform,
  folder: string,
  role: LockRole = 'courier',
): Promise<CourierLock | undefined> {
  const { os } = platform.system;
  const name = lockName(platform, folder) + (role === 'courier' ? '' : `-${role}`);
  if (os === 'linux' || os === 'android') return listenOn(platform, `\0${name}`);
  if (os === 'win32') return listenOn(platform, `\\\\.\\pipe\\${name}`);
  return Promise.resolve(
    lockFile(platform, `${folder}/${role === 'courier' ? LOCK_FILE : DAEMON_LOCK_FILE}`),
  );
}

/** Waits for whoever has the lock: a courier that is at work is gone soon. */
export async function waitForLock(
  platform: Platform,
  folder: string,
  waitMs: number,
): Promise<CourierLock | undefined> {
  const end = platform.elapsed() + waitMs;
  let lock = await takeLock(platform, folder);
  for (; lock === undefined && platform.elapsed() < end; lock = await takeLock(platform, folder))
    await sleep(PAUSE_MS);
  return lock;
}

/** An abstract socket (unix(7)) or a named pipe: a name in the kernel, no file that stays behind. */
function listenOn(platform: Platform, name: string): Promise<CourierLock | undefined> {
  return new Promise((resolve) => {
    const server = platform.builtin('node:net').createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    // Exclusive: in a cluster worker the primary would listen in our place, for all workers at once.
    server.listen({ path: name, exclusive: true }, () => {
      server.unref();
      resolve({ release: () => server.close() });
    });
  });
}

function lockFile({ fs }: Platform, path: string): CourierLock | undefined {
  try {
    const O_RDWR = 2;
    const O_NONBLOCK = 4;
    const O_CREAT = 0x200;
    const fd = fs.openSync(path, O_RDWR | O_CREAT | O_NONBLOCK | O_EXLOCK, PRIVATE_FILE);
    return { release: () => fs.closeSync(fd) };
  } catch {
    return undefined;
  }
}

/** The same for every path that leads to the folder, and different for every user. */
function lockName({ fs, system }: Platform, folder: string): string {
  const path = fs.realpathSync(folder);
  return `overt-${system.userId ?? 'user'}-${hashName(path)}`;
}

/** A short name for a long one. */
export function hashName(path: string): string {
  return fnv1a(path, 0x811c9dc5) + fnv1a(path, 0x1b873593);
}

/** FNV-1a: short and good enough to name a folder. Two seeds make 64 bits. */
function fnv1a(text: string, seed: number): string {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
