import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { removeFile } from '../spool/private-file.ts';
import { INSTALL_ID, readSecret, SALT } from './secret-file.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/**
 * Longer than a period and than events may wait. A salt that is gone makes the hashes of its period those of nobody.
 */
const OLD_SALT_MS = 93 * DAY_MS;

/**
 * Removes what served its time: salts of periods long past, and spares of files that have been mended. Ids of past periods stay, as
 * deletion has to cover them.
 */
export function tidyIds(platform: Platform, folder: string): void {
  for (const name of platform.fs.readdirSync(folder)) {
    if (!name.startsWith(INSTALL_ID) && !name.startsWith(SALT)) continue;
    const path = join(folder, name);
    const stat = platform.fs.lstatSync(path, { throwIfNoEntry: false });
    const ageMs = stat === undefined ? 0 : platform.now() - stat.mtimeMs;
    if (ageMs > limitFor(name) && !isNeeded(platform, path)) removeFile(platform, path);
  }
}

/** A spare holds the id for as long as the file that it stands in for is spoilt. */
function isNeeded(platform: Platform, path: string): boolean {
  const [whole = '', spare] = path.split('.spare');
  return spare !== undefined && readSecret(platform, whole) === undefined;
}

function limitFor(name: string): number {
  if (/\.spare\d$/.test(name)) return DAY_MS;
  return name.startsWith(`${SALT}-`) ? OLD_SALT_MS : Number.POSITIVE_INFINITY;
}
