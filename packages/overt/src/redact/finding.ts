/** What stands in the place of something that must not leave. */
export const GONE = '[redacted]';
export const EMAIL = '[email]';
export const IP = '[ip]';
export const HOME = '~';

/** A part of a text, from `start` to before `end`, and what stands in its place. */
export type Finding = readonly [start: number, end: number, replacement: string];

/**
 * Looks whether something that must not leave is at `index`. What it finds may begin before `index`, but not before
 * `floor`: what is there is already decided.
 */
export type Detector = (text: string, index: number, floor: number) => Finding | undefined;

/** A sticky pattern as a detector. What its first group holds, if it has one, stays. */
export function detect(pattern: RegExp, replacement: string = GONE): Detector {
  return (text, index) => {
    pattern.lastIndex = index;
    const match = pattern.exec(text);
    return match === null ? undefined : [index + (match[1]?.length ?? 0), pattern.lastIndex, replacement];
  };
}

/** The same for a pattern whose first group looks back: what it holds goes too. */
export function detectBack(pattern: RegExp, replacement: string = GONE): Detector {
  return (text, index, floor) => {
    pattern.lastIndex = index;
    const match = pattern.exec(text);
    const start = index - (match?.[1]?.length ?? 0);
    return match === null || start < floor ? undefined : [start, pattern.lastIndex, replacement];
  };
}
