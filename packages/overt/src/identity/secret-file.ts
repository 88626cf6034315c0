import { isMadeOf } from '../platform/text.ts';
import type { Platform } from '../platform/platform.ts';
import { PRIVATE_FILE, readOwnFile, removeFile, writeAll } from '../spool/private-file.ts';

/** The random name of this installation: says nothing about the machine or the person. */
export function installId(platform: Platform, folder: string): string | undefined {
  return randomFile(platform, `${folder}/install-id`);
}

/** The key of all hashes that leave: it never does. */
export function localSalt(platform: Platform, folder: string): string | undefined {
  return randomFile(platform, `${folder}/salt`);
}

/** Hashes so that equal values of one installation stay equal and nobody else can try values out. */
export function hashWithSalt(platform: Platform, salt: string, value: string): string {
  return platform.builtin('node:crypto').createHmac('sha256', salt).update(value).digest('hex').slice(0, 16);
}

/**
 * 128 random bits kept in a file. When many processes start at once, exactly one of them makes it: each writes a
 * draft of its own, and the link to the real name can be made once only.
 */
function randomFile(platform: Platform, path: string): string | undefined {
  const known = readHex(platform, path);
  if (known.kind === 'read') return known.hex;
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
  return readHex(platform, path).hex;
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

/** A file that is there and cannot be trusted gives no id: better none than a second one. */
function readHex(
  platform: Platform,
  path: string,
): { readonly kind: 'read' | 'missing'; readonly hex: string | undefined } {
  const read = readOwnFile(platform, path);
  if (read.kind === 'missing') return { kind: 'missing', hex: undefined };
  const hex = read.kind === 'read' ? read.text.trim() : '';
  return { kind: 'read', hex: hex.length === 32 && isMadeOf(hex, '0123456789abcdef', 32) ? hex : undefined };
}
