import { attempt } from '../../platform/attempt.ts';
import type { FileSystem, Platform } from '../../platform/platform.ts';

/** How many lines were written, and why not all of them. */
export type Appended = { readonly written: number; readonly reason?: string | undefined };

const NEWLINE = 0x0a;
/** No write takes that long: a line that ends in its middle since then was left so by a process that is dead. */
const LEFT_MS = 60_000;

/**
 * Appends whole lines only. Each try is one write to a file that was opened for appending, so that lines of several processes do not
 * mix. A full disk takes what still fits: what is no whole line of that is cut off again.
 */
export function appendLines(
  { fs, now }: Pick<Platform, 'fs' | 'now'>,
  [fd, path]: readonly [fd: number, path: string],
  lines: readonly string[],
): Appended {
  let written = 0;
  while (written < lines.length) {
    const { size: end, mtimeMs } = fs.fstatSync(fd);
    // Whoever wrote last may have died in the middle of a line, or be in the middle of it: then an empty line comes of it, at worst.
    const isLeft = now() - mtimeMs > LEFT_MS;
    const isWhole =
      isAtLineStart(fs, fd, end) || (isLeft && attempt(() => endLine(fs, [fd, path], end)) === true);
    const lead = isWhole ? '' : '\n';
    const start = fs.fstatSync(fd).size;
    const bytes = Buffer.from(lead + lines.slice(written).join(''));
    const { taken, reason } = write(fs, fd, bytes);
    if (taken === bytes.length) return { written: lines.length };
    const whole = taken === 0 ? 0 : bytes.lastIndexOf(NEWLINE, taken - 1) + 1;
    cutBack(fs, fd, [start, taken, whole]);
    const added = countLines(bytes.subarray(lead.length, whole));
    written += added;
    // It took half a line and says nothing of why.
    if (reason !== undefined || added === 0) return { written, reason: reason ?? 'short' };
  }
  return { written };
}

function isAtLineStart(fs: FileSystem, fd: number, size: number): boolean {
  const last = new Uint8Array(1);
  return size === 0 || (fs.readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === NEWLINE);
}

/**
 * Ends a half line right where it breaks off, and not where the file ends by now: two processes that find it at once write the same
 * byte to the same place. Only where nobody is writing it: that byte would fall into the middle of their line. Answers whether it could; a file that was put aside meanwhile is not found under its name.
 */
function endLine(fs: FileSystem, [fd, path]: readonly [number, string], end: number): boolean {
  const other = fs.openSync(path, 'r+');
  try {
    if (fs.fstatSync(other).ino !== fs.fstatSync(fd).ino) return false;
    return fs.writeSync(other, Buffer.of(NEWLINE), 0, 1, end) === 1;
  } finally {
    fs.closeSync(other);
  }
}

function write(fs: FileSystem, fd: number, bytes: Uint8Array): { taken: number; reason?: string } {
  try {
    return { taken: fs.writeSync(fd, bytes) };
  } catch (error) {
    return { taken: 0, reason: (error as NodeJS.ErrnoException).code ?? 'error' };
  }
}

function cutBack(
  fs: FileSystem,
  fd: number,
  [start, taken, whole]: readonly [start: number, taken: number, whole: number],
): void {
  try {
    // Not where another process has appended since: it began a line of its own.
    if (taken > whole && fs.fstatSync(fd).size === start + taken) fs.ftruncateSync(fd, start + whole);
  } catch {
    // The half line stays, and the next one begins on its own.
  }
}

function countLines(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => (byte === NEWLINE ? count + 1 : count), 0);
}
