import { toSlug } from '../catalogue/check.ts';
import { attempt } from '../platform/attempt.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { CLAIMED, RUNS } from '../spool/folders.ts';
import { readOwnFile } from '../spool/private-file.ts';
import { parseRun } from '../spool/read-run.ts';
import type { EventLine, HeaderLine } from '../spool/run-file.ts';
import { readFrameLines } from './frame-lines.ts';
import type { Recorded } from './known-failures.ts';
import { listCauses, readProperty } from './read-error.ts';

/** More threads of one run than these have not crashed at once. */
const MAX_FILES = 100;
/** What has no frames, or of which none were written down, is the same if it comes at once. */
const AT_ONCE_MS = 5000;
const MAX_CAUSES = 5;

/** Who asks. */
export type Asker = {
  readonly folder: string | undefined;
  /** The run of the tool. */
  readonly run: string;
  /** Which part of it (platform/watch-crashes.ts); the run itself if there is none. */
  readonly own?: string | undefined;
};

/**
 * What a thread that was started here has told of the error already (docs/workers.md). Node gives a copy of a thread's error to
 * whoever listens, and where nobody does, throws it in the thread that started it: the same failure, seen a second time. The
 * copy has the stack of the first.
 */
export function findTold(platform: Platform, asker: Asker, error: unknown): Recorded | undefined {
  const { folder, run } = asker;
  if (folder === undefined) return undefined;
  // A thread's file is finished when it is written: a courier may have claimed it, or does so while we look.
  const list = (part: string): string[] => attempt(() => platform.fs.readdirSync(join(folder, part))) ?? [];
  const names = new Set([RUNS, CLAIMED].flatMap(list));
  // Names begin with the time: who was started by us comes after us.
  const later = [...names]
    .filter((name) => name > run)
    .toSorted()
    .slice(-MAX_FILES);
  for (const name of later) {
    const waiting = readOwnFile(platform, join(folder, RUNS, name));
    const read = waiting.kind === 'missing' ? readOwnFile(platform, join(folder, CLAIMED, name)) : waiting;
    // Nearly all are of other runs of the tool, and need not be understood.
    if (read.kind !== 'read' || !read.text.includes(run)) continue;
    const { header, events } = parseRun(read.text);
    if (header === undefined || !isStartedBy(platform, header, asker)) continue;
    const event = events.find((one) => isSame(platform, one, error));
    if (event !== undefined) return { run: header.run, seq: event.seq, name: event.name };
  }
  return undefined;
}

/** Only threads of the same process: of a process that crashed, no error comes. */
function isStartedBy(
  { system }: Platform,
  { worker, parent, process, local }: HeaderLine,
  { run, own = '' }: Asker,
): boolean {
  if (worker !== true || parent !== run || process.pid !== system.pid) return false;
  // It may have come up through several threads.
  return `${local?.startedBy ?? ''}.`.startsWith(`${own}.`);
}

/** To read a stack is no harmless thing (errors/describe.ts): it is done only where a thread has told of something. */
function isSame({ now }: Platform, { time, local, props }: EventLine, error: unknown): boolean {
  // Of what is no error, Node throws an error that has it in it.
  const isWrapped = readProperty(error, 'code') === 'ERR_UNHANDLED_ERROR';
  const subject = isWrapped ? readProperty(error, 'context') : error;
  const told = local?.errors[0]?.frames;
  if (told !== undefined)
    return listCauses(subject, MAX_CAUSES).some((one) => String(readFrameLines(one).frames) === String(told));
  if (local !== undefined && readFrameLines(subject).frames !== undefined) return false;
  const code = readProperty(subject, 'code');
  const slug = typeof code === 'string' ? toSlug(code, 1) : undefined;
  return props['errorCode'] === slug && now() - time < AT_ONCE_MS;
}
