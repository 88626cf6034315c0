import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { addCounts } from './counts.ts';
import { CLAIMED, RUNS } from './folders.ts';
import type { SpoolLimits } from './limits.ts';
import { checkLiveness } from './liveness.ts';
import { isMissing, readOwnFile, removeFile } from './private-file.ts';
import { parseRun, type RunContent } from './read-run.ts';
import type { Counts } from './run-file.ts';

/** A process that makes a file writes its first line in the same turn. */
const HEADLESS_MS = 60_000;

type Candidate = { readonly name: string; readonly bytes: number };

/**
 * Makes room for one more segment, oldest files first, and answers what that cost. The courier enforces the limits
 * too, but a machine on which it never starts would fill up without this.
 */
export function makeRoom(platform: Platform, folder: string, limits: SpoolLimits): Counts {
  const runs = join(folder, RUNS);
  const maxBytes = limits.maxBytes / 2;
  const names = platform.fs.readdirSync(runs).toSorted();
  const files = names.map((name) => ({ name, bytes: sizeOf(platform, join(runs, name)) }));
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  let left = files.length;
  let lost: Counts = {};
  for (const file of files) {
    const reason =
      left >= limits.maxFiles ? 'evicted_files' : bytes >= maxBytes ? 'evicted_bytes' : undefined;
    if (reason === undefined) break;
    const cost = evict(platform, folder, [file, reason]);
    if (cost === undefined) continue;
    lost = addCounts(lost, cost);
    left -= 1;
    bytes -= file.bytes;
  }
  return lost;
}

/** Everything in `content` that was recorded, as dropped for `reason`, with what had been dropped before. */
export function lossOf(content: RunContent, reason: string): Counts {
  const lines = content.events.length + content.corrupt;
  return lines === 0 ? content.dropped : addCounts(content.dropped, { [reason]: lines });
}

/** Takes one file away, unless its process is still writing to it or another process was faster. */
function evict(
  platform: Platform,
  folder: string,
  [{ name }, reason]: [Candidate, string],
): Counts | undefined {
  const path = join(folder, RUNS, name);
  const read = readOwnFile(platform, path);
  // Another process has made this room, or a courier has: it is room all the same.
  if (read.kind === 'missing') return {};
  if (read.kind === 'failed') return undefined;
  if (read.kind !== 'read') return removeFile(platform, path) ? {} : undefined;
  const content = parseRun(read.text);
  if (content.closed === undefined && !isGone(platform, path, content)) return undefined;
  // Whoever renames a file owns it: a courier that claims it at this moment finds nothing, or we do.
  const mine = join(folder, CLAIMED, `${name}.evicted`);
  try {
    platform.fs.renameSync(path, mine);
  } catch (error) {
    return isMissing(error) ? {} : undefined;
  }
  // Its process may have written more since we read it, and have ended: what is read now is final.
  const last = readOwnFile(platform, mine);
  removeFile(platform, mine);
  return lossOf(last.kind === 'read' ? parseRun(last.text) : content, reason);
}

/** Without a head there is no process to ask: a writer may be between making the file and its first line. */
function isGone(platform: Platform, path: string, { header }: RunContent): boolean {
  if (header !== undefined) return checkLiveness(platform, header.process) === 'gone';
  const stat = platform.fs.lstatSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Math.abs(platform.now() - stat.mtimeMs) > HEADLESS_MS;
}

function sizeOf({ fs }: Platform, path: string): number {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
