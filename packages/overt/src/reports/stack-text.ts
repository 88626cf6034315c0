import { isCode, isFrameFile, isFunctionName, isPosition, isType } from './grammar.ts';
import { escapeLine, unescapeLine } from './one-line.ts';

/** One frame of a stack. */
export type Frame = {
  readonly function?: string | undefined;
  /** Whether it waited for the one above it. */
  readonly isAsync?: boolean | undefined;
  /** Undefined: elsewhere, in a file that is neither the tool's nor a dependency's. Then nothing else is known. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** Whether the file is the tool's own. */
  readonly inApp: boolean;
};

/** How many frames were left out. */
export type CutFrames = { readonly cut: number };

/** One error of a report: the one that was thrown, a cause of it, or a member of an AggregateError. */
export type StackError = {
  readonly type: string;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** The index of the error that it belongs to. Left out of the first. */
  readonly parent?: number | undefined;
  readonly relation?: 'cause' | 'member' | undefined;
  readonly frames: readonly (Frame | CutFrames)[];
};

const MARKS = { cause: 'caused by: ', member: 'with: ' } as const;
/** What an error is called whose class has no name. */
const NAMELESS = 'Error';

/**
 * Writes errors as text (docs/errors.md has the grammar): depth first, each under the one that it belongs to. What does not
 * fit the grammar is left out, so that the text can always be read back.
 */
export function formatStack(errors: readonly StackError[]): string {
  const children = listChildren(errors);
  const lines: string[] = [];
  const open: [index: number, depth: number][] = errors.length === 0 ? [] : [[0, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [index, depth] = next;
    const error = errors[index];
    if (error === undefined) continue;
    lines.push(...formatError(error, depth));
    for (const child of (children.get(index) ?? []).toReversed()) open.push([child, depth + 1]);
  }
  return lines.join('\n');
}

/** The indexes of the errors below each one. Without a right parent, an error belongs to the first. */
function listChildren(errors: readonly StackError[]): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (let index = 1; index < errors.length; index += 1) {
    const given = errors[index]?.parent ?? 0;
    const parent = Number.isSafeInteger(given) && given >= 0 && given < index ? given : 0;
    children.set(parent, [...(children.get(parent) ?? []), index]);
  }
  return children;
}

function formatError({ type, code, message, relation, frames }: StackError, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const mark = depth === 0 ? '' : MARKS[relation === 'member' ? 'member' : 'cause'];
  const codePart = isCode(code) ? ` [${code}]` : '';
  const messagePart = message ? `: ${escapeLine(message)}` : '';
  const header = `${indent}${mark}${isType(type) ? type : NAMELESS}${codePart}${messagePart}`;
  return [header, ...frames.map((frame) => `${indent}    ${formatFrame(frame)}`)];
}

function formatFrame(frame: Frame | CutFrames): string {
  if ('cut' in frame) return `… ${isPosition(frame.cut) ? frame.cut : 1} more`;
  if (!isFrameFile(frame.file)) return 'at <elsewhere>';
  const line = isPosition(frame.line) ? `:${frame.line}` : '';
  const column = line !== '' && isPosition(frame.column) ? `:${frame.column}` : '';
  const place = `${frame.file}${line}${column}`;
  const wait = frame.isAsync === true ? 'async ' : '';
  return `at ${wait}${isFunctionName(frame.function) ? `${frame.function} (${place})` : place}`;
}

/** Reads what `formatStack` has written. Of any other text, it takes what is right. */
export function parseStack(text: string): StackError[] {
  const errors: (StackError & { frames: (Frame | CutFrames)[] })[] = [];
  /** The last error at each depth. */
  const path: number[] = [];
  for (const whole of text.split('\n')) {
    const line = whole.trimStart();
    const current = errors.at(-1);
    const relation = readRelation(line);
    if (current === undefined || relation !== undefined) {
      const depth = Math.min((whole.length - line.length) >> 1, path.length);
      const head = parseHeader(relation === undefined ? line : line.slice(MARKS[relation].length));
      if (head === undefined) continue;
      const parent = path[Math.max(depth, 1) - 1];
      const links = parent === undefined ? {} : { parent, relation: relation ?? ('cause' as const) };
      path.splice(parent === undefined ? 0 : Math.max(depth, 1), path.length, errors.length);
      errors.push({ ...head, ...links, frames: [] });
    } else {
      const frame = parseFrameLine(line);
      if (frame !== undefined) current.frames.push(frame);
    }
  }
  return errors;
}

function readRelation(line: string): 'cause' | 'member' | undefined {
  if (line.startsWith(MARKS.cause)) return 'cause';
  return line.startsWith(MARKS.member) ? 'member' : undefined;
}

function parseHeader(line: string): Pick<StackError, 'type' | 'code' | 'message'> | undefined {
  const [, type, code, message] =
    /^([^\s:[\]]{1,80})(?: \[([^\s\]]{1,80})\])?(?:: (.*))?$/su.exec(line) ?? [];
  if (!isType(type)) return undefined;
  return {
    type,
    ...(isCode(code) ? { code } : {}),
    ...(message ? { message: unescapeLine(message) } : {}),
  };
}

function parseFrameLine(line: string): Frame | CutFrames | undefined {
  const cut = /^… (\d{1,9}) more$/.exec(line);
  if (cut !== null) return { cut: Number(cut[1]) };
  if (!line.startsWith('at ')) return undefined;
  const rest = line.slice(3);
  const bracket = rest.endsWith(')') ? rest.lastIndexOf(' (') : -1;
  const [before, place] = bracket === -1 ? ['', rest] : [rest.slice(0, bracket), rest.slice(bracket + 2, -1)];
  const [called, where] = [before.replace(/^async /, ''), place.replace(/^async /, '')];
  const isAsync = called !== before || where !== place;
  const [, file, lineText, columnText] =
    /^((?:app:|node:)?[^:]*)(?::(\d{1,9}))?(?::(\d{1,9}))?$/.exec(where) ?? [];
  if (!isFrameFile(file)) return { inApp: false };
  return {
    ...(isFunctionName(called) ? { function: called } : {}),
    ...(isAsync ? { isAsync } : {}),
    file,
    ...(lineText === undefined ? {} : { line: Number(lineText) }),
    ...(columnText === undefined ? {} : { column: Number(columnText) }),
    inApp: isInApp(file),
  };
}

/** Whether a frame's file is the tool's own. */
export function isInApp(file: string | undefined): boolean {
  return file?.startsWith('app:///') === true;
}
