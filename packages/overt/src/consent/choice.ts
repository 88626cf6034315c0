import type { Platform } from '../platform/platform.ts';
import { isMissing, readOwnFile, writeFileAtomic } from '../spool/private-file.ts';
import { isLevel, type Level } from './level.ts';

/** What the user chose before, if anything. */
export type StoredChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'chosen'; readonly level: Level };

const CHOICE_FILE = 'consent.json';
const CHOICE_FORMAT = 1;

function choicePath(folder: string): string {
  return `${folder}/${CHOICE_FILE}`;
}

/** Reads the stored choice. Whatever cannot be read counts as a no: it may have been one. */
export function readChoice(platform: Platform, folder: string): StoredChoice {
  const read = readOwnFile(platform, choicePath(folder));
  if (read.kind === 'missing') return { kind: 'none' };
  if (read.kind === 'refused') return { kind: 'unreadable' };
  try {
    const { format, level } = JSON.parse(read.text) as { format?: unknown; level?: unknown };
    return format === CHOICE_FORMAT && isLevel(level) ? { kind: 'chosen', level } : { kind: 'unreadable' };
  } catch {
    return { kind: 'unreadable' };
  }
}

/** Stores a choice in place of the one before. Throws what the file system throws. */
export function writeChoice(platform: Platform, folder: string, level: Level): void {
  const text = JSON.stringify({ format: CHOICE_FORMAT, level, at: platform.now() });
  writeFileAtomic(platform, choicePath(folder), `${text}\n`);
}

/**
 * Tells one state of the choice from another for the price of a stat, so that a running process obeys a change with
 * its next event.
 */
export function choiceMark(platform: Platform, folder: string): string {
  try {
    const stat = platform.fs.lstatSync(choicePath(folder), { throwIfNoEntry: false });
    return stat === undefined ? '' : `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
  } catch (error) {
    // What cannot be looked at is read, and then counts as a no.
    return isMissing(error) ? '' : 'unreadable';
  }
}
