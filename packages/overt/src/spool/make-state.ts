import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { isPrivateFolder, isStateReady, SUBFOLDERS, type StatePlace } from './folders.ts';
import { PRIVATE_FOLDER } from './private-file.ts';

/**
 * Makes the state folder at `place` if it can be made and trusted. Never makes the anchor. Answers whether the folder is
 * there, ours and private.
 */
export function makeState(platform: Platform, place: StatePlace): boolean {
  try {
    return makeFolders(platform, place) && isStateReady(platform, place);
  } catch {
    return false;
  }
}

function makeFolders(platform: Platform, { anchor, shared, own }: StatePlace): boolean {
  if (!platform.fs.statSync(anchor).isDirectory()) return false;
  let path = anchor;
  for (const part of shared) {
    path = join(path, part);
    makeFolder(platform, path);
  }
  for (const part of own) {
    path = join(path, part);
    if (!makeOwnFolder(platform, path)) return false;
  }
  return SUBFOLDERS.every((folder) => makeOwnFolder(platform, join(path, folder)));
}

/** Nothing is made below a folder before it is known to be ours: it may be a link to anywhere. */
function makeOwnFolder(platform: Platform, path: string): boolean {
  makeFolder(platform, path);
  return isPrivateFolder(platform, path);
}

function makeFolder({ fs }: Platform, path: string): void {
  try {
    fs.mkdirSync(path, PRIVATE_FOLDER);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
