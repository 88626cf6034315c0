import { REPORTS } from '../spool/folders.ts';
import { join } from '../platform/path.ts';
import { isOwnFolder } from '../spool/repair.ts';
import type { Platform } from '../platform/platform.ts';
import { readOwnFile, removeFile } from '../spool/private-file.ts';
import type { ErrorNote } from '../spool/run-file.ts';

/** What Node wrote down of a process of ours before it ended it. */
export type DiagnosticReport = {
  readonly path: string;
  readonly pid: number;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  readonly cause: 'out-of-memory' | 'fatal';
  readonly error: ErrorNote;
};

/** The reports of this time, and the files that are not needed once the runs that they are about are merged. */
export type DiagnosticReports = {
  readonly reports: readonly DiagnosticReport[];
  readonly files: readonly string[];
};

/** Node's own reports have some 10 KB; one with a long environment is longer. */
const MAX_BYTES = 4 * 1024 * 1024;
/** A number may have been given to another process that lives on. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;
/** As many frames as a run notes. */
const MAX_FRAMES = 64;

/**
 * Reads the reports of processes that are gone. Asked for before runs are claimed: a process that ends after that is not among them,
 * and neither is its report.
 */
export function readReports(platform: Platform, folder: string): DiagnosticReports {
  const { fs, system, now } = platform;
  const reports: DiagnosticReport[] = [];
  const files: string[] = [];
  const place = join(folder, REPORTS);
  // Through a link we would read, and remove, what somebody else keeps.
  for (const name of isOwnFolder(platform, place) ? fs.readdirSync(place) : []) {
    const path = join(place, name);
    const stat = fs.lstatSync(path, { throwIfNoEntry: false });
    const isYoung = stat !== undefined && now() - stat.mtimeMs < MAX_AGE_MS;
    // The number is in the name, also of a report that is still being written.
    const pid = Number(/^report\.\d+\.\d+\.(\d+)\./.exec(name)?.[1] ?? 0);
    if (isYoung && pid > 0 && system.isAlive(pid)) continue;
    files.push(path);
    const report = stat === undefined || stat.size > MAX_BYTES ? undefined : readReport(platform, path);
    if (report !== undefined) reports.push(report);
  }
  return { reports, files };
}

/** They hold the environment of the process: they never leave, and never stay. */
export function removeReports(platform: Platform, files: readonly string[]): void {
  // Not a file of ours, whatever it is: a folder, somebody's link.
  for (const path of files) if (!removeFile(platform, path)) removeFolder(platform, path);
}

function removeFolder({ fs }: Platform, path: string): void {
  try {
    fs.rmSync(path, { recursive: true, force: true });
  } catch {
    // The next courier finds it.
  }
}

/** The report of a process that began and last wrote at these times. */
export function findReport(
  reports: readonly DiagnosticReport[],
  pid: number,
  [startedAt, wroteAt]: readonly [number, number],
): DiagnosticReport | undefined {
  // Clocks of file systems are coarse.
  const SLACK_MS = 1000;
  const from = Math.max(startedAt, wroteAt) - SLACK_MS;
  // Of several processes that had the number in turn, the first to end after that.
  return reports
    .filter((report) => report.pid === pid && report.at >= from)
    .toSorted((one, other) => one.at - other.at)[0];
}

function readReport(platform: Platform, path: string): DiagnosticReport | undefined {
  const read = readOwnFile(platform, path);
  if (read.kind !== 'read') return undefined;
  try {
    const { header, javascriptStack } = JSON.parse(read.text) as {
      header: { processId: unknown; dumpEventTimeStamp: unknown; trigger: unknown };
      javascriptStack?: { stack?: unknown };
    };
    const cause = causeOf(header.trigger);
    const [pid, at] = [Number(header.processId), Number(header.dumpEventTimeStamp)];
    if (cause === undefined || !Number.isSafeInteger(pid) || !Number.isFinite(at)) return undefined;
    const type = cause === 'out-of-memory' ? 'OutOfMemory' : 'FatalError';
    return { path, pid, at, cause, error: { type, frames: readFrames(javascriptStack?.stack) } };
  } catch {
    return undefined;
  }
}

/** A report may also be written by hand or for a signal: then the process went on. */
function causeOf(trigger: unknown): DiagnosticReport['cause'] | undefined {
  if (trigger === 'OOMError') return 'out-of-memory';
  return trigger === 'FatalError' ? 'fatal' : undefined;
}

function readFrames(stack: unknown): string[] {
  if (!Array.isArray(stack)) return [];
  const lines = stack.filter((line) => typeof line === 'string').map((line) => line.trim());
  return lines.flatMap((line) => (line.startsWith('at ') ? [line.slice(3)] : [])).slice(0, MAX_FRAMES);
}
