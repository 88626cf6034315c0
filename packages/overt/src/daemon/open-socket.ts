import type { Server, Socket } from 'node:net';
import type { Platform } from '../platform/platform.ts';
import { isOurs, PRIVATE_FILE, removeFile } from '../spool/private-file.ts';

/** A server that listens, or why there is none. */
export type OpenedSocket = { readonly server: Server } | { readonly reason: string };

/** A local dial is answered at once, or not at all. */
const DIAL_MS = 1000;

/**
 * Listens on a path. What is there already stays, unless it is a socket of this user that nobody listens on: one that a daemon left
 * behind when it was killed.
 */
export async function openSocket(
  platform: Platform,
  path: string,
  accept: (socket: Socket) => void,
): Promise<OpenedSocket> {
  const reason = platform.system.os === 'win32' ? undefined : await clear(platform, path);
  return reason === undefined ? listen(platform, path, accept) : { reason };
}

/** Makes way, or answers why that cannot be. */
async function clear(platform: Platform, path: string): Promise<string | undefined> {
  const stat = platform.fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isSocket()) return `something that is no socket is there already: ${path}`;
  if (!isOurs(platform, stat)) return `a socket of somebody else is there already: ${path}`;
  const answer = await dial(platform, path);
  if (answer !== 'ECONNREFUSED' && answer !== 'ENOENT')
    return `somebody listens there already (${answer}): ${path}`;
  const now = platform.fs.lstatSync(path, { throwIfNoEntry: false });
  // Another daemon may have put its own in the place of the stale one since.
  if (now !== undefined && now.ino !== stat.ino) return `somebody listens there already: ${path}`;
  removeFile(platform, path);
  return undefined;
}

/** The code of the error, or `connected`. */
function dial(platform: Platform, path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = platform.builtin('node:net').connect(path);
    const end = (answer: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end('timeout'), DIAL_MS);
    socket.once('connect', () => end('connected'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'unknown'));
  });
}

function listen(platform: Platform, path: string, accept: (socket: Socket) => void): Promise<OpenedSocket> {
  return new Promise((resolve) => {
    const server = platform.builtin('node:net').createServer(accept);
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ reason: `it cannot be listened on (${error.code ?? 'unknown'}): ${path}` }),
    );
    // Exclusive: in a cluster worker the primary would listen in our place.
    server.listen({ path, exclusive: true }, () => {
      server.unref();
      server.on('error', () => {});
      // Its folder keeps others out anyway.
      if (platform.system.os !== 'win32') platform.fs.chmodSync(path, PRIVATE_FILE);
      resolve({ server });
    });
  });
}
