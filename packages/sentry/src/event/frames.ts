import type { Frame, StackError } from 'overt';
import type { StackFrame } from '@sentry/core';

/** What Sentry calls a function without a name. */
const UNKNOWN = '?';
const ELSEWHERE = '<elsewhere>';
const ROOT = 'app:///';

/** Frames as Sentry orders them: the innermost last. Each is named only by what is known to belong to the tool or to Node. */
export function makeFrames(frames: StackError['frames']): StackFrame[] {
  return frames.map((frame) => ('cut' in frame ? noteCut(frame.cut) : makeFrame(frame))).toReversed();
}

/** Sentry has no place for a number of frames that were left out. */
function noteCut(count: number): StackFrame {
  return { function: `… ${count} more`, filename: '<cut>', in_app: false };
}

function makeFrame({ function: name = UNKNOWN, file, line, column, inApp }: Frame): StackFrame {
  if (file === undefined) return { function: name, filename: ELSEWHERE, in_app: false };
  const path = toPath(file);
  return {
    function: name,
    filename: path,
    abs_path: path,
    ...(line !== undefined && { lineno: line }),
    ...(column !== undefined && { colno: column }),
    in_app: inApp,
  };
}

/** A dependency lies below the root, too, and source maps are looked for by that path. Node's own files have a scheme. */
function toPath(file: string): string {
  return file.startsWith(ROOT) || file.startsWith('node:') ? file : ROOT + file;
}
