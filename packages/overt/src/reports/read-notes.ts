import { isRecord } from '../platform/record.ts';
import type { ErrorNote, ErrorNotes } from '../spool/run-file.ts';
import { isCode, isType } from './grammar.ts';

/** Longer chains of causes come from loops that wrap errors in errors. */
const MAX_ERRORS = 8;
/** More than any run writes down. */
const MAX_FRAMES = 200;
/** Longer lines are no frames. */
const MAX_LINE = 64 * 1024;
const MAX_MESSAGE = 4000;

/**
 * What a run noted of an error, with nothing in it that is not of the right kind: the file may be anybody's work. Undefined
 * where there is no error in it.
 */
export function readNotes(local: unknown): ErrorNotes | undefined {
  if (!isRecord(local) || !Array.isArray(local['errors'])) return undefined;
  const errors = local['errors'].slice(0, MAX_ERRORS).filter(isRecord).map(readError);
  const [root, script] = [readText(local['root']), readText(local['script'])];
  return errors.length === 0 ? undefined : { errors, root, script };
}

function readError(note: Record<string, unknown>, index: number): ErrorNote {
  const { type, code, frames, parent, relation, cut } = note;
  const message = readText(note['message'])?.slice(0, MAX_MESSAGE);
  return {
    type: isType(type) ? type : 'Error',
    ...(isCode(code) ? { code } : {}),
    ...(message === undefined ? {} : { message }),
    frames: Array.isArray(frames) ? frames.filter(isLine).slice(0, MAX_FRAMES) : [],
    ...(isCut(cut) ? { cut } : {}),
    ...(index === 0 ? {} : { parent: isIndex(parent, index) ? parent : 0 }),
    ...(index === 0 ? {} : { relation: relation === 'member' ? 'member' : 'cause' }),
  };
}

function isLine(line: unknown): line is string {
  return typeof line === 'string' && line.length <= MAX_LINE && !line.includes('\n');
}

function isCut(cut: unknown): cut is { after: number; count: number } {
  return isRecord(cut) && isIndex(cut['after'], Infinity) && isIndex(cut['count'], 1e6) && cut['count'] > 0;
}

function isIndex(value: unknown, end: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < end;
}

/** A text with something in it. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
