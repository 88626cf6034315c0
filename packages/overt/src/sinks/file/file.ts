import { attempt } from '../../platform/attempt.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Sink } from '../sink.ts';
import type { Template } from '../template/check.ts';
import { compileTemplate } from '../template/compile.ts';
import { createEventEncoder, toLines } from '../template/encoder.ts';
import { appendLines, type Appended } from './append.ts';
import { openForAppending } from './open.ts';
import { countThere } from './there.ts';

/** Where a file sink writes. */
export type FileSinkOptions = {
  readonly path: string;
  readonly maxBytes: number;
  readonly event?: Template | undefined;
};

/** Appends events to a file, one JSON text a line. The folder must be there: it is the user's, not ours to make. */
export function createFileSink(platform: Platform, name: string, options: FileSinkOptions): Sink {
  const encode = createEventEncoder(platform, options.event);
  const isUnique = areUnique(options.event);
  return {
    name,
    send: async ({ events, attempt }) => {
      const lines = events.map((event) => toLines([encode(event)]));
      // The last courier may have died after it had written and before it could say so.
      const { written, reason } = append(platform, options, [lines, isUnique && attempt > 1]);
      if (reason === undefined) return { kind: 'accepted' };
      return { kind: 'retry', reason: `file_${reason}`, ...(written > 0 && { settled: written }) };
    },
  };
}

/** Whether two events have two lines in any case: only then a line that is there is known to be of that event. */
function areUnique(template: Template | undefined): boolean {
  if (template === undefined) return true;
  const { names } = compileTemplate(template);
  return names.has('id') || names.has('uuid');
}

function append(
  platform: Platform,
  { path, maxBytes }: FileSinkOptions,
  [lines, isAgain]: readonly [readonly string[], boolean],
): Appended {
  let fd: number | undefined;
  try {
    const opened = openForAppending(platform, path);
    if (typeof opened === 'string') return { written: 0, reason: opened };
    fd = opened;
    const there = isAgain ? countThere(platform, fd, lines) : 0;
    const rest = lines.slice(there);
    if (isOver(platform, fd, [rest, maxBytes])) fd = startAnew(platform, fd, path);
    const { written, reason } = appendLines(platform, [fd, path], rest);
    return { written: there + written, reason };
  } catch (error) {
    return { written: 0, reason: (error as NodeJS.ErrnoException).code ?? 'error' };
  } finally {
    if (fd !== undefined) platform.fs.closeSync(fd);
  }
}

function isOver(
  { fs }: Platform,
  fd: number,
  [lines, maxBytes]: readonly [readonly string[], number],
): boolean {
  const { size } = fs.fstatSync(fd);
  const added = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  return size > 0 && size + added > maxBytes;
}

/** Puts the file aside and opens a new one; where that cannot be done, the old one goes on: it may grow, but nothing is lost. */
function startAnew({ fs }: Platform, fd: number, path: string): number {
  try {
    putAside(fs, path, fs.fstatSync(fd).ino);
    const opened = openForAppending({ fs }, path);
    if (typeof opened === 'string') return fd;
    fs.closeSync(fd);
    return opened;
  } catch {
    return fd;
  }
}

/** Another process may do the same at any moment: what was moved is looked at again before it replaces what was put aside before. */
function putAside(fs: Platform['fs'], path: string, ino: number): void {
  if (fs.statSync(path).ino !== ino) return;
  const aside = `${path}.${ino}.aside`;
  fs.renameSync(path, aside);
  const isOurs = fs.statSync(aside).ino === ino;
  if (isOurs && attempt(() => (fs.renameSync(aside, `${path}.1`), true)) === true) return;
  // It is the new file of another, or it cannot be put there: back, unless there is one more by now.
  fs.linkSync(aside, path);
  fs.unlinkSync(aside);
}
