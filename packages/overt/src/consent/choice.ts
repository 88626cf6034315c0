import type { Platform } from '../platform/platform.ts';
import { isMissing, readOwnFile, replaceWithFile } from '../spool/private-file.ts';
import { isChoice, type Choice } from './level.ts';

/** What the user chose before, or was shown, if anything. */
export type StoredChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }
  /** The user has seen the notice of a version, and has not chosen since. */
  | ({ readonly kind: 'noticed' } & Stored)
  | ({ readonly kind: 'chosen'; readonly choice: Choice } & Stored);

/** When and how it came to be stored, and which version of the text the user had seen. */
export type Stored = { readonly at: number; readonly how: ChoiceOrigin; readonly text: number };

export type ChoiceOrigin = 'prompt' | 'notice' | 'command' | 'tool';

const CHOICE_FILE = 'consent.json';
const CHOICE_FORMAT = 1;
const ORIGINS: readonly unknown[] = ['prompt', 'notice', 'command', 'tool'];

/** @internal */
export function choicePath(folder: string): string {
  return `${folder}/${CHOICE_FILE}`;
}

/** @internal Reads the stored choice. Whatever cannot be read or could have been written by others counts as a no. */
export function readChoice(platform: Platform, folder: string): StoredChoice {
  const read = readOwnFile(platform, choicePath(folder));
  if (read.kind === 'missing') return { kind: 'none' };
  if (read.kind !== 'read' || read.isShared) return { kind: 'unreadable' };
  try {
    return parseChoice(JSON.parse(read.text) as Record<string, unknown>);
  } catch {
    return { kind: 'unreadable' };
  }
}

function parseChoice({ format, level, at, how, text }: Record<string, unknown>): StoredChoice {
  const isWhole = format === CHOICE_FORMAT && Number.isFinite(at) && Number.isSafeInteger(text);
  if (!isWhole || !ORIGINS.includes(how)) return { kind: 'unreadable' };
  const stored = { at, how, text } as Stored;
  if (level === undefined && how === 'notice') return { kind: 'noticed', ...stored };
  return isChoice(level) ? { kind: 'chosen', choice: level, ...stored } : { kind: 'unreadable' };
}

/** @internal Stores a choice, or that a notice was shown, in place of what was there. Throws what the file system throws. */
export function writeChoice(
  platform: Platform,
  folder: string,
  {
    choice,
    how,
    text,
    isWanted,
  }: { readonly choice?: Choice } & Omit<Stored, 'at'> & {
      /** Asked right before it holds. */
      readonly isWanted?: () => boolean;
    },
): void {
  const line = { format: CHOICE_FORMAT, level: choice, at: platform.now(), how, text };
  replaceWithFile(platform, choicePath(folder), { text: `${JSON.stringify(line)}\n`, isWanted });
}

/**
 * @internal
 * Tells one state of a file from another for the price of a stat, so that a running process obeys a change with its
 * next event.
 */
export function fileMark({ fs }: Platform, path: string): string {
  try {
    const stat = fs.lstatSync(path, { throwIfNoEntry: false });
    return stat === undefined ? '' : `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
  } catch (error) {
    // What cannot be looked at is read, and then counts as a no.
    return isMissing(error) ? '' : 'unreadable';
  }
}
