import { createHash } from 'node:crypto';
import { closeSync, openSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CollectorError, systemErrorCode } from '../errors.ts';

/** Held until it is released or the process ends, however it ends. */
export type Lock = { readonly release: () => Promise<void> };

/** `O_EXLOCK | O_NONBLOCK` of macOS and the BSDs: open(2) takes an flock in the same call. Node has no names for them. */
const OPEN_LOCKED = 0x20 | 0x4;
const OPEN_CREATE_WRITE = 0x200 | 0x1;

/**
 * Locks a data folder for this process. The kernel ends the lock with the process, so there is no lease to wait for
 * and no stale file to judge: after kill -9 the next collector starts at once.
 *
 * Node has no flock. On Linux the lock is an abstract socket, on Windows a named pipe: names that exist while somebody
 * listens, taken atomically. On macOS it is open(2) with O_EXLOCK. An abstract socket is seen within one network
 * namespace; two containers on one volume are told apart by the store's own flock (chDB's `status` file).
 */
export async function lockDataFolder(folder: string): Promise<Lock> {
  try {
    return process.platform === 'darwin' ? lockFile(folder) : await lockName(folder);
  } catch (error) {
    if (!['EADDRINUSE', 'EAGAIN', 'EWOULDBLOCK', 'EACCES'].includes(systemErrorCode(error))) throw error;
    throw new CollectorError(
      'data_folder_locked',
      `Another collector is using ${folder}. Stop it, or use another folder.`,
      {
        cause: error,
      },
    );
  }
}

async function lockName(folder: string): Promise<Lock> {
  // Device and inode name the folder whatever path leads to it.
  const { dev, ino } = statSync(folder, { bigint: true });
  const name = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32);
  const path =
    process.platform === 'win32' ? `\\\\.\\pipe\\overt-collector-${name}` : `\0overt-collector-${name}`;
  const server = createServer((socket) => socket.destroy());
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, exclusive: true }, resolve);
  });
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function lockFile(folder: string): Lock {
  const descriptor = openSync(join(folder, 'lock'), OPEN_LOCKED | OPEN_CREATE_WRITE, 0o600);
  return {
    async release() {
      closeSync(descriptor);
    },
  };
}
