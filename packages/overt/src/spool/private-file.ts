import type { Stats } from 'node:fs';
import type { Platform } from '../platform/platform.ts';

/** Only the user may read what we write. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;
export const OTHERS_MAY_WRITE = 0o022;

export type ReadResult =
  /** `isShared`: others may write it too, so what it says may not be what we wrote. */
  | { readonly kind: 'read'; readonly text: string; readonly isShared: boolean }
  | { readonly kind: 'missing' }
  /** Something is there that we do not trust or cannot read. */
  | { readonly kind: 'refused' }
  /** It cannot be read just now, so nothing is known of it: no reason to take it for gone, or for damaged. */
  | { readonly kind: 'failed' };

/** What passes: too many files are open, or the disk of a network or a scanner of viruses is busy. */
const PASSING = new Set('EMFILE ENFILE EAGAIN EBUSY EINTR EIO ENOMEM ESTALE ETIMEDOUT'.split(' '));

/** Reads a file of ours: not through a symbolic link, and not one that another user put there. */
export function readOwnFile(platform: Platform, path: string): ReadResult {
  try {
    const stat = platform.fs.lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return { kind: 'missing' };
    if (!stat.isFile() || !isOurs(platform, stat)) return { kind: 'refused' };
    const isShared = platform.system.os !== 'win32' && (stat.mode & OTHERS_MAY_WRITE) !== 0;
    return { kind: 'read', text: platform.fs.readFileSync(path, 'utf8'), isShared };
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' };
    return { kind: isPassing(error) ? 'failed' : 'refused' };
  }
}

/** The same for whoever will write it anew, or remove it: throws where it cannot be read just now. */
export function readForSure(
  platform: Platform,
  path: string,
): Exclude<ReadResult, { readonly kind: 'failed' }> {
  const read = readOwnFile(platform, path);
  if (read.kind === 'failed') throw new Error('A file cannot be read just now.');
  return read;
}

/** Whether a file call failed for a reason that says nothing of the file. */
export function isPassing(error: unknown): boolean {
  return PASSING.has((error as NodeJS.ErrnoException).code ?? '');
}

/** Whether a file call failed since there is no such file: also where a folder of its path is no folder. */
export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Whether a file belongs to this user, where the system knows users. */
export function isOurs({ system }: Platform, stat: Stats): boolean {
  return system.userId === undefined || stat.uid === system.userId;
}

/**
 * A text, and whether it is still to be written: asked at the last moment, since to get it onto the disk takes milliseconds.
 * Where nothing was before, nothing is overwritten at all.
 */
type Wanted = { readonly text: string; readonly isWanted?: (() => boolean) | undefined };

/** Writes a file so that readers see the old text or the new one, never a part. */
export function writeFileAtomic(platform: Platform, path: string, what: string | Wanted): void {
  const { text, isWanted }: Wanted = typeof what === 'string' ? { text: what } : what;
  const { fs } = platform;
  const isFirst = isWanted !== undefined && !fs.existsSync(path);
  const draft = `${path}.${platform.system.pid}.${Math.floor(platform.random() * 1e9)}`;
  // Exclusive: nobody can have put a link there for us to follow.
  const fd = fs.openSync(draft, 'wx', PRIVATE_FILE);
  try {
    try {
      writeAll(platform, fd, text);
      fs.fsyncSync(fd);
    } finally {
      // Once only: the number may be that of a file of the tool's by the time at which the name is given.
      fs.closeSync(fd);
    }
    if (isWanted?.() === false || (isFirst && !linkDraft(platform, draft, path)))
      throw new Error('overtaken');
    if (isFirst) removeFile(platform, draft);
    else fs.renameSync(draft, path);
  } catch (error) {
    removeFile(platform, draft);
    throw error;
  }
}

/** Gives a draft a second name that nothing has yet. Answers whether it did: another process may have been faster. */
export function linkDraft({ fs }: Platform, draft: string, path: string): boolean {
  try {
    fs.linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A file system without hard links (some shares): rename replaces, so of two at once the later one holds.
    fs.renameSync(draft, path);
  }
  return true;
}

/** Writes a file that must not be there yet. Half of it would look like all of it: where it cannot be whole, there is none. */
export function writeNewFile(platform: Platform, path: string, text: string): void {
  const fd = platform.fs.openSync(path, 'wx', PRIVATE_FILE);
  try {
    try {
      writeAll(platform, fd, text);
    } finally {
      platform.fs.closeSync(fd);
    }
  } catch (error) {
    removeFile(platform, path);
    throw error;
  }
}

/**
 * The same, whatever is there. A folder cannot be replaced by a file, and none is ours where a file should be: it would
 * keep the file from being written for good.
 */
export function replaceWithFile(platform: Platform, path: string, what: string | Wanted): void {
  const stat = platform.fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) platform.fs.rmSync(path, { recursive: true, force: true });
  writeFileAtomic(platform, path, what);
}

/** Writes all of `text`: the system may take less than it is given (a full disk takes what still fits). */
export function writeAll({ fs }: Platform, fd: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) written += fs.writeSync(fd, bytes, written);
}

/** Removes a file if it is there and can be removed. */
export function removeFile({ fs }: Platform, path: string): boolean {
  try {
    fs.unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
