import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { PRIVATE_FILE, removeFile, writeAll } from '../spool/private-file.ts';
import { readSecret, SALT } from './secret-file.ts';

/**
 * Makes 128 random bits, kept in a file. When many processes start at once, exactly one of them makes it: each writes a
 * draft of its own, and the link to the real name can be made once only.
 */
export function makeSecret(platform: Platform, path: string): string | undefined {
  const draft = `${path}.${platform.system.pid}.${Math.floor(platform.random() * 1e9)}`;
  try {
    const fd = platform.fs.openSync(draft, 'wx', PRIVATE_FILE);
    writeAll(platform, fd, `${platform.builtin('node:crypto').randomBytes(16).toString('hex')}\n`);
    platform.fs.closeSync(fd);
    link(platform, draft, path);
  } catch {
    // Another process was first, or nothing can be written: the read below tells which.
  }
  removeFile(platform, draft);
  return readSecret(platform, path);
}

function link({ fs }: Platform, draft: string, path: string): void {
  try {
    fs.linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    // A file system without hard links (FAT, some shares): rename replaces, so two first runs may differ once.
    fs.renameSync(draft, path);
  }
}

/**
 * Hashes so that equal values of one installation stay equal and nobody else can try values out. Answers undefined
 * where the salt cannot be kept: then there is nothing to hash with.
 */
export function hashLocally(platform: Platform, folder: string, value: string): string | undefined {
  const path = join(folder, SALT);
  const salt = readSecret(platform, path) ?? makeSecret(platform, path);
  if (salt === undefined) return undefined;
  return platform.builtin('node:crypto').createHmac('sha256', salt).update(value).digest('hex').slice(0, 16);
}
