import type { FrameLines } from '../spool/run-file.ts';
import { isObject, readProperty } from './read-error.ts';

/** More than Node keeps unless it is told to (ten), and enough to see where a recursion came from and went to. */
const MAX_LINES = 64;
const KEPT_AT_TOP = 40;
const MAX_LINE_LENGTH = 500;
/** A stack of a thousand frames with long paths; what is longer was made by hand. */
const MAX_STACK_LENGTH = 256 * 1024;

/**
 * The lines of a stack that say where, as the engine wrote them, without what stands before them: there is the message,
 * which may hold anything.
 */
export function readFrameLines(error: unknown): FrameLines {
  const stack = isObject(error) ? readProperty(error, 'stack') : undefined;
  if (typeof stack !== 'string') return {};
  const text = skipMessage(stack.slice(0, MAX_STACK_LENGTH), readProperty(error, 'message'));
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .map((line) => line.slice(3, 3 + MAX_LINE_LENGTH));
  if (lines.length <= MAX_LINES) return lines.length === 0 ? {} : { frames: lines };
  const count = lines.length - MAX_LINES;
  const frames = [...lines.slice(0, KEPT_AT_TOP), ...lines.slice(KEPT_AT_TOP + count)];
  return { frames, cut: { after: KEPT_AT_TOP, count } };
}

/** A message of several lines may have some that look like frames. */
function skipMessage(stack: string, message: unknown): string {
  const at = typeof message === 'string' && message !== '' ? stack.indexOf(message) : -1;
  return at === -1 ? stack : stack.slice(at + (message as string).length);
}
