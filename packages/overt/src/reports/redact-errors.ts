import type { Redactor } from '../redact/redact.ts';
import { formatWithin } from './cut.ts';
import { isInApp, parseStack, type CutFrames, type Frame, type StackError } from './stack-text.ts';

/**
 * Errors without what must not leave: a message as any text; a class, a code, a name of a function or a path goes whole where a
 * rule finds something in it, since what is left would be none.
 */
export function redactErrors({ text }: Redactor, errors: readonly StackError[]): StackError[] {
  const isClean = (value: string | undefined): boolean => value === undefined || text(value) === value;
  const redactFrame = (frame: Frame | CutFrames): Frame | CutFrames => {
    if ('cut' in frame) return frame;
    const { function: name, file, ...position } = frame;
    if (file === undefined || !isClean(file)) return { inApp: false };
    return { ...(isClean(name) ? { function: name } : {}), ...position, file, inApp: isInApp(file) };
  };
  return errors.map(({ type, code, message, frames, ...links }) => ({
    type: isClean(type) ? type : 'Error',
    ...(isClean(code) ? { code } : {}),
    ...(message === undefined ? {} : { message: text(message) }),
    ...links,
    frames: frames.map(redactFrame),
  }));
}

/** The same of a text of `formatStack`. Of any other text, only what fits the grammar is left. */
export function redactStack(redactor: Redactor, stack: string): string {
  return formatWithin(redactErrors(redactor, parseStack(stack)));
}
