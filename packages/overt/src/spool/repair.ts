import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { REPORTS, SUBFOLDERS } from './folders.ts';
import { isOurs, PRIVATE_FOLDER, removeFile } from './private-file.ts';

/**
 * Makes the folders inside a state folder what they should be. The state folder is its user's alone, so whatever else
 * goes by these names (a link, a file, nothing at all) is damage: it is taken away, never followed.
 */
export function repairFolders(platform: Platform, folder: string): void {
  for (const name of SUBFOLDERS) repairFolder(platform, join(folder, name));
  // Few tools have this one.
  const reports = join(folder, REPORTS);
  if (!isOwnFolder(platform, reports)) removeFile(platform, reports);
}

export function repairFolder(platform: Platform, path: string): void {
  if (isOwnFolder(platform, path)) return;
  removeFile(platform, path);
  try {
    // Not those above it: a home that is gone stays gone.
    platform.fs.mkdirSync(path, PRIVATE_FOLDER);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Whether `path` is a folder of this user, and no link to one. */
export function isOwnFolder(platform: Platform, path: string): boolean {
  const stat = platform.fs.lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && isOurs(platform, stat);
}
