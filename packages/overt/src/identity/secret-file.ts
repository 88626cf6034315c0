import { DIGITS, isMadeOf } from '../platform/text.ts';
import type { Platform } from '../platform/platform.ts';
import { readOwnFile } from '../spool/private-file.ts';

/** The random name of this installation: says nothing about the machine or the person. */
export const INSTALL_ID = 'install-id';
/** The key of all hashes that leave: it never does. */
export const SALT = 'salt';

/** Reads one of the random numbers of this installation. A file that is there and cannot be trusted gives none. */
export function readSecret(platform: Platform, path: string): string | undefined {
  const read = readOwnFile(platform, path);
  return read.kind === 'read' && !read.isShared ? parseSecret(read.text) : undefined;
}

/** 128 bits as hexadecimal digits. */
export function parseSecret(text: string): string | undefined {
  const hex = text.trim();
  return hex.length === 32 && isMadeOf(hex, `${DIGITS}abcdef`, 32) ? hex : undefined;
}
