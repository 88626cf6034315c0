import type { Platform } from '../../platform/platform.ts';

/** More than a batch has: what was written last is in there, also where others have written since. */
const LOOK_BYTES = 4 * 1024 * 1024;

/**
 * How many of the first lines are in the file, one after the other: what an earlier try has written. What it began of the line behind
 * them is cut off.
 */
export function countThere({ fs }: Platform, fd: number, lines: readonly string[]): number {
  const { size } = fs.fstatSync(fd);
  const tail = readTail({ fs }, fd, size);
  const count = countIn(tail, lines);
  const torn = tail.slice(tail.lastIndexOf('\n') + 1);
  const isOurs = torn !== '' && lines[count]?.startsWith(torn) === true;
  // Not where another process has appended since: it ended the line, and began one of its own.
  if (isOurs && fs.fstatSync(fd).size === size) fs.ftruncateSync(fd, size - Buffer.byteLength(torn));
  return count;
}

function countIn(tail: string, lines: readonly string[]): number {
  const [first] = lines;
  if (first === undefined) return 0;
  let at = tail.lastIndexOf(`\n${first}`) + 1;
  if (at === 0 && !tail.startsWith(first)) return 0;
  let count = 0;
  for (const line of lines) {
    if (!tail.startsWith(line, at)) break;
    at += line.length;
    count += 1;
  }
  return count;
}

function readTail({ fs }: Pick<Platform, 'fs'>, fd: number, size: number): string {
  const from = Math.max(0, size - LOOK_BYTES);
  const bytes = Buffer.alloc(size - from);
  const read = bytes.length === 0 ? 0 : fs.readSync(fd, bytes, 0, bytes.length, from);
  return bytes.toString('utf8', 0, read);
}
