import { formatStack, type CutFrames, type Frame, type StackError } from './stack-text.ts';

/** More frames than that tell nothing new; the throw site tells most. */
const MAX_FRAMES = 32;
/** Of the frames that stay, the share at the top. */
const TOP_SHARE = 0.625;
/** Below what the wire format takes for a text, 8,192 characters. */
const MAX_TEXT = 8000;
/** What is left of a stack before its message, or itself, has to go. */
const FEW_FRAMES = 4;
const SHORT_MESSAGE = 200;
const CUT = '[cut]';

/** The text of the errors, within the limits: the longest stacks lose their middle, then what is deepest gives way first. */
export function formatWithin(errors: readonly StackError[]): string {
  let left = errors.map((error) => ({ ...error, frames: cutMiddle(error.frames, MAX_FRAMES) }));
  let text = formatStack(left);
  while (text.length > MAX_TEXT) {
    left = shorten(left);
    text = formatStack(left);
  }
  return text;
}

/** Leaves out frames of the middle, so that at most `max` stay. */
function cutMiddle(frames: StackError['frames'], max: number): StackError['frames'] {
  const total = frames.filter(isFrame).length;
  if (total <= max) return joinCuts(frames);
  const top = Math.ceil(max * TOP_SHARE);
  const bottom = max - top;
  let seen = 0;
  return joinCuts(
    frames.map((frame) => {
      if (!isFrame(frame)) return frame;
      seen += 1;
      return seen <= top || seen > total - bottom ? frame : { cut: 1 };
    }),
  );
}

function isFrame(frame: Frame | CutFrames): frame is Frame {
  return !('cut' in frame);
}

function joinCuts(frames: StackError['frames']): StackError['frames'] {
  const joined: (Frame | CutFrames)[] = [];
  for (const frame of frames) {
    const last = joined.at(-1);
    if (last !== undefined && 'cut' in last && 'cut' in frame)
      joined[joined.length - 1] = { cut: last.cut + frame.cut };
    else joined.push(frame);
  }
  return joined;
}

/** Takes something from the error that is deepest, or from one above it when there is little left of it. */
function shorten(errors: readonly StackError[]): StackError[] {
  const depths = depthsOf(errors);
  const deepest = depths.lastIndexOf(Math.max(...depths));
  const error = errors[deepest];
  if (error === undefined) return [];
  const count = error.frames.filter(isFrame).length;
  const replace = (by: Partial<StackError>): StackError[] => errors.with(deepest, { ...error, ...by });
  if (count > FEW_FRAMES)
    return replace({ frames: cutMiddle(error.frames, Math.max(FEW_FRAMES, count >> 1)) });
  const { message = '' } = error;
  if (message.length > SHORT_MESSAGE) return replace({ message: cutText(message, message.length >> 1) });
  // Nothing belongs to the deepest one, so no other loses its parent.
  if (deepest > 0) return errors.toSpliced(deepest, 1).map((other) => moveUp(other, deepest));
  return replace({ frames: [], message: undefined });
}

function moveUp(error: StackError, removed: number): StackError {
  const { parent } = error;
  return parent === undefined || parent < removed ? error : { ...error, parent: parent - 1 };
}

/** How many errors are above each one. */
function depthsOf(errors: readonly StackError[]): number[] {
  const depths: number[] = [];
  for (const [index, { parent = 0 }] of errors.entries())
    depths.push(index === 0 ? 0 : (depths[parent] ?? 0) + 1);
  return depths;
}

/** A pair of surrogates is cut before it. */
function cutText(text: string, length: number): string {
  const isInPair = (text.charCodeAt(length - 1) & 0xfc00) === 0xd800;
  return text.slice(0, isInPair ? length - 1 : length) + CUT;
}
