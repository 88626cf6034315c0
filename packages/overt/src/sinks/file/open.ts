import type { Platform } from '../../platform/platform.ts';
import { PRIVATE_FILE } from '../../spool/private-file.ts';

/**
 * Opens a file to append to, or answers why that is not done. A link may point to any file of the user, and was perhaps put there by
 * somebody else; a pipe would hold us up until somebody reads.
 */
export function openForAppending({ fs }: Pick<Platform, 'fs'>, path: string): number | string {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink() === true) return 'is_link';
  if (stat?.isDirectory() === true) return 'is_folder';
  if (stat?.isFile() === false) return 'is_special';
  return fs.openSync(path, 'a+', PRIVATE_FILE);
}
