import { join, nameOf, parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { isOurs, PRIVATE_FOLDER } from './private-file.ts';

/** A place where state may live. */
export type StatePlace = {
  /** The folder itself. */
  readonly path: string;
  /** Must be there already: a home that is gone stays gone. */
  readonly anchor: string;
  /** Folders below the anchor that many programs share. Made when missing, and otherwise left as they are. */
  readonly shared: readonly string[];
  /** Folders below those that are ours alone. */
  readonly own: readonly string[];
};

/** The folders inside a state folder. */
export const RUNS = 'runs';
export const CLAIMED = 'claimed';
export const OUTBOX = 'outbox';
export const JOURNAL = 'journal';
export const STARTS = 'starts';
/** Reports of crashes that leave only if the user says so. Not among the others: most users never have it. */
export const HELD = 'held';
/** When limited events were last recorded (limit/limit-file.ts). Made when first needed. */
export const LIMITS = 'limits';
/** Node's diagnostic reports, where the author wants them (errors/fatal-reports.ts). Made when first needed. */
export const REPORTS = 'reports';
export const SUBFOLDERS: readonly string[] = [RUNS, CLAIMED, OUTBOX, JOURNAL, STARTS];

/**
 * Where the state of `tool` may live, best first: the platform's own place for state, and a private folder among
 * the temporary files for when there is no home or it cannot be written.
 */
export function statePlaces(platform: Platform, tool: string): readonly StatePlace[] {
  const { system } = platform;
  const own = [tool, 'telemetry'];
  const last = place(system.tempFolder(), [], [`overt-${system.userId ?? 'user'}`, ...own]);
  const [anchor, ...shared] = findHomePlace(platform);
  return anchor === undefined ? [last] : [place(anchor, shared, own), last];
}

function place(anchor: string, shared: readonly string[], own: readonly string[]): StatePlace {
  return { path: join(anchor, ...shared, ...own), anchor, shared, own };
}

/** The anchor of the platform's own place for state, then the folders below it. */
function findHomePlace({ system, env }: Platform): readonly string[] {
  const { os } = system;
  const given = env[os === 'win32' ? 'LOCALAPPDATA' : 'XDG_STATE_HOME'];
  if (os === 'win32' && given !== undefined && given !== '') return [given];
  if (os !== 'win32' && os !== 'darwin' && given?.startsWith('/') === true) {
    const path = given.endsWith('/') ? given.replace(/\/+$/, '') : given;
    // The specification says to ignore a relative path. The folder itself may be missing; its parent may not.
    if (path !== '') return [parentOf(path), nameOf(path)];
  }
  const home = findHome(system);
  if (home === undefined) return [];
  if (os === 'win32') return [home, 'AppData', 'Local'];
  return os === 'darwin' ? [home, 'Library', 'Application Support'] : [home, '.local', 'state'];
}

function findHome(system: Platform['system']): string | undefined {
  try {
    const home = system.homeFolder();
    return home === '' || home === '/' || home === '/nonexistent' ? undefined : home;
  } catch {
    return undefined;
  }
}

/** Whether the state folder is there, ours and private, and so is each folder above it that we made. */
export function isStateReady(platform: Platform, { path, own }: StatePlace): boolean {
  let folder = path;
  if (!isPrivateFolder(platform, join(folder, RUNS))) return false;
  for (let index = 0; index < own.length; index += 1) {
    if (!isPrivateFolder(platform, folder)) return false;
    folder = parentOf(folder);
  }
  return true;
}

/** Whether `path` is a real folder (no link to one) of this user that nobody else may enter. */
export function isPrivateFolder(platform: Platform, path: string): boolean {
  const stat = platform.fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isDirectory() || !isOurs(platform, stat)) return false;
  if (platform.system.os !== 'win32' && (stat.mode & 0o077) !== 0)
    platform.fs.chmodSync(path, PRIVATE_FOLDER);
  return true;
}
