import { createHash } from 'node:crypto';
import { closeSync, openSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CollectorError, systemErrorCode } from '../errors.ts';
import { KEYS_LOCK_RETRY_MS, KEYS_LOCK_WAIT_MS } from '../limits.ts';

/** Held until it is released or the process ends, however it ends. */
export type Lock = { readonly release: () => Promise<void> };

/** `O_EXLOCK | O_NONBLOCK` of macOS and the BSDs: open(2) takes an flock in the same call. Node has no names for them. */
const OPEN_LOCKED = 0x20 | 0x4;
const OPEN_CREATE_WRITE = 0x200 | 0x1;

/** What of a folder is locked: by a name, or where the kernel has no such names by a file. */
type Lockable = {
  readonly name: string;
  readonly file: string;
  readonly refusal: (folder: string) => string;
};

const DATA_FOLDER: Lockable = {
  name: 'overt-collector',
  file: 'lock',
  refusal: (folder) => `Another collector is using ${folder}. Stop it, or use another folder.`,
};

const KEYS: Lockable = {
  name: 'overt-keys',
  file: 'keys.lock',
  refusal: (folder) => `Another process is changing the keys of ${folder}, and does not come to an end.`,
};

/** Locks a data folder for this process. */
export function lockDataFolder(folder: string): Promise<Lock> {
  return takeLock(folder, DATA_FOLDER);
}

/** Locks the key file of a data folder, also of one that a collector has. Waits for who else does, but not for ever. */
export async function lockKeys(folder: string, waitMs: number = KEYS_LOCK_WAIT_MS): Promise<Lock> {
  const endMs = performance.now() + waitMs;
  for (;;) {
    try {
      return await takeLock(folder, KEYS);
    } catch (error) {
      if (!(error instanceof CollectorError) || performance.now() >= endMs) throw error;
    }
    await wait(KEYS_LOCK_RETRY_MS);
  }
}

/**
 * The kernel ends a lock with its process, so there is no lease to wait for and no stale file to judge: after kill -9
 * the next collector starts at once.
 *
 * Node has no flock. On Linux the lock is an abstract socket, on Windows a named pipe: names that exist while somebody
 * listens, taken atomically. On macOS it is open(2) with O_EXLOCK. An abstract socket is seen within one network
 * namespace; two containers on one volume are told apart by the store's own flock (chDB's `status` file). For their keys
 * there is none: `keys add` belongs into the collector's container.
 */
async function takeLock(folder: string, what: Lockable): Promise<Lock> {
  try {
    return process.platform === 'darwin'
      ? lockFile(join(folder, what.file))
      : await lockName(folder, what.name);
  } catch (error) {
    if (!['EADDRINUSE', 'EAGAIN', 'EWOULDBLOCK', 'EACCES'].includes(systemErrorCode(error))) throw error;
    throw new CollectorError('data_folder_locked', what.refusal(folder), { cause: error });
  }
}

async function lockName(folder: string, prefix: string): Promise<Lock> {
  // Device and inode name the folder whatever path leads to it.
  const { dev, ino } = statSync(folder, { bigint: true });
  const name = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32);
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${prefix}-${name}` : `\0${prefix}-${name}`;
  const server = createServer((socket) => socket.destroy());
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, exclusive: true }, resolve);
  });
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function lockFile(path: string): Lock {
  const descriptor = openSync(path, OPEN_LOCKED | OPEN_CREATE_WRITE, 0o600);
  return {
    async release() {
      closeSync(descriptor);
    },
  };
}
