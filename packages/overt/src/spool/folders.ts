import { join, nameOf, parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { isOurs, PRIVATE_FOLDER } from './private-file.ts';

/** A place where state may live: `anchor` must be there already, and `parts` are made below it when needed. */
export type StatePlace = { readonly anchor: string; readonly parts: readonly string[] };

/** The folders inside a state folder. */
export const RUNS = 'runs';
export const CLAIMED = 'claimed';
export const OUTBOX = 'outbox';
export const JOURNAL = 'journal';
export const STARTS = 'starts';
export const SUBFOLDERS: readonly string[] = [RUNS, CLAIMED, OUTBOX, JOURNAL, STARTS];

/**
 * Where the state of `tool` may live, best first: the platform's own place for state, and a private folder among
 * the temporary files for when there is no home or it cannot be written.
 */
export function statePlaces(platform: Platform, tool: string): readonly StatePlace[] {
  const { system } = platform;
  const own = [tool, 'telemetry'];
  const user = system.userId === undefined ? 'user' : String(system.userId);
  const fallback = { anchor: system.tempFolder(), parts: [`overt-${user}`, ...own] };
  const home = homePlace(platform, own);
  return home === undefined ? [fallback] : [home, fallback];
}

export function placePath({ anchor, parts }: StatePlace): string {
  return join(anchor, ...parts);
}

function homePlace({ system, env }: Platform, own: readonly string[]): StatePlace | undefined {
  if (system.os === 'win32') {
    const local = env['LOCALAPPDATA'];
    if (local !== undefined && local !== '') return { anchor: local, parts: own };
  } else if (system.os !== 'darwin') {
    const state = env['XDG_STATE_HOME']?.replace(/\/+$/, '');
    // The specification says to ignore a relative path. The folder itself may be missing; its parent may not.
    if (state?.startsWith('/') === true && state !== '/')
      return { anchor: parentOf(state), parts: [nameOf(state), ...own] };
  }
  const home = homeFolder(system);
  if (home === undefined) return undefined;
  if (system.os === 'win32') return { anchor: home, parts: ['AppData', 'Local', ...own] };
  if (system.os === 'darwin') return { anchor: home, parts: ['Library', 'Application Support', ...own] };
  return { anchor: home, parts: ['.local', 'state', ...own] };
}

function homeFolder(system: Platform['system']): string | undefined {
  try {
    const home = system.homeFolder();
    return home === '' || home === '/' || home === '/nonexistent' ? undefined : home;
  } catch {
    return undefined;
  }
}

/**
 * Makes the state folder at `place` if it can be made and trusted. Never makes the anchor: a home that is gone stays
 * gone. Answers whether the folder is there, ours and private.
 */
export function prepareState(platform: Platform, place: StatePlace): boolean {
  const path = placePath(place);
  // Every folder that we name ourselves is checked; those above belong to the system and the user.
  const isReady = (): boolean =>
    [join(path, RUNS), path, parentOf(path)].every((folder) => isPrivateFolder(platform, folder));
  try {
    if (isReady()) return true;
    makeFolders(platform, place);
    return isReady();
  } catch {
    return false;
  }
}

function makeFolders(platform: Platform, { anchor, parts }: StatePlace): void {
  if (!platform.fs.statSync(anchor).isDirectory()) return;
  let path = anchor;
  for (const part of parts) {
    path = join(path, part);
    makeFolder(platform, path);
  }
  for (const folder of SUBFOLDERS) makeFolder(platform, join(path, folder));
}

function makeFolder({ fs }: Platform, path: string): void {
  try {
    fs.mkdirSync(path, PRIVATE_FOLDER);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Whether `path` is a real folder (no link to one) of this user that nobody else may enter. */
function isPrivateFolder(platform: Platform, path: string): boolean {
  const stat = platform.fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isDirectory() || !isOurs(platform, stat)) return false;
  if (platform.system.os !== 'win32' && (stat.mode & 0o077) !== 0)
    platform.fs.chmodSync(path, PRIVATE_FOLDER);
  return true;
}
