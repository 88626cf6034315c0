import { hashName } from '../courier/lock.ts';
import { isAbsolute, join, parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { isOurs, PRIVATE_FOLDER } from '../spool/private-file.ts';

/** Where a socket can be, or why not there. */
export type SocketPlace = { readonly path: string } | { readonly reason: string };

/** What `sockaddr_un` takes, less the byte that ends it (unix(7): 108 on Linux; 104 on macOS and the BSDs). */
const MAX_PATH_BYTES = { linux: 107, other: 103 };
const PIPES = '\\\\.\\pipe\\';
const RANDOM_BYTES = 8;

/** Finds the place of the socket; the folder that it is in is made if only that is missing. */
export function placeSocket(platform: Platform, folder: string, given: string | undefined): SocketPlace {
  if (platform.system.os === 'win32') return placePipe(platform, folder, given);
  if (given === undefined) return placeByDefault(platform, folder);
  if (!isAbsolute(given)) return { reason: `the path of the socket is not absolute: ${given}` };
  if (!fits(platform, given))
    return { reason: `the path of the socket is longer than ${maxBytes(platform)} bytes: ${given}` };
  return inOwnFolder(platform, given);
}

/** A name that nobody can take before us, as nobody can guess it. `daemon.json`, which the user alone may read, says it. */
function placePipe(platform: Platform, folder: string, given: string | undefined): SocketPlace {
  if (given === undefined) {
    const random = platform.builtin('node:crypto').randomBytes(RANDOM_BYTES).toString('hex');
    return { path: `${PIPES}overt-${hashName(folder)}-${random}` };
  }
  return given.startsWith(PIPES) ? { path: given } : { reason: `the name of a pipe begins with ${PIPES}` };
}

function placeByDefault(platform: Platform, folder: string): SocketPlace {
  const { env, system } = platform;
  const name = `overt-${hashName(folder)}.sock`;
  const runtime = env['XDG_RUNTIME_DIR'];
  const places = [
    join(folder, 'daemon.sock'),
    ...(runtime?.startsWith('/') === true ? [join(runtime, name)] : []),
    join(system.tempFolder(), `overt-${system.userId ?? 'user'}`, name),
  ].filter((path) => fits(platform, path));
  const found = places.map((path) => inOwnFolder(platform, path));
  return (
    found.find((place) => 'path' in place) ??
    found[0] ?? { reason: `no place for the socket has a path of at most ${maxBytes(platform)} bytes` }
  );
}

function fits(platform: Platform, path: string): boolean {
  return Buffer.byteLength(path) <= maxBytes(platform);
}

function maxBytes({ system }: Platform): number {
  return system.os === 'linux' || system.os === 'android' ? MAX_PATH_BYTES.linux : MAX_PATH_BYTES.other;
}

/**
 * Who connects cannot be asked who they are: Node does not tell (SO_PEERCRED, getpeereid). What keeps others out is the folder, as only its
 * owner may enter it.
 */
function inOwnFolder(platform: Platform, path: string): SocketPlace {
  const { fs } = platform;
  const folder = parentOf(path);
  try {
    if (fs.lstatSync(folder, { throwIfNoEntry: false }) === undefined) fs.mkdirSync(folder, PRIVATE_FOLDER);
    const stat = fs.lstatSync(folder);
    if (!stat.isDirectory()) return { reason: `the folder of the socket is a link, or no folder: ${folder}` };
    if (!isOurs(platform, stat))
      return { reason: `the folder of the socket belongs to somebody else: ${folder}` };
    const mode = stat.mode & 0o777;
    if ((mode & 0o077) !== 0)
      return { reason: `others may enter the folder of the socket (mode ${mode.toString(8)}): ${folder}` };
    return { path };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return { reason: `the folder of the socket cannot be used (${code}): ${folder}` };
  }
}
