import { join, nameOf } from '../../platform/path.ts';
import { addBatches, type Ledger } from '../../ledger/ledger.ts';
import { commitLedger } from '../../ledger/store.ts';
import type { Platform } from '../../platform/platform.ts';
import { giveWay } from '../../platform/time.ts';
import { addCounts } from '../../spool/counts.ts';
import { CLAIMED, RUNS } from '../../spool/folders.ts';
import type { SpoolLimits } from '../../spool/limits.ts';
import { checkLiveness } from '../../spool/liveness.ts';
import { lossOf } from '../../spool/make-room.ts';
import { readForSure, readOwnFile, removeFile, writeFileAtomic } from '../../spool/private-file.ts';
import { parseRun } from '../../spool/read-run.ts';
import { stampRun } from './stamp-run.ts';
import type { Counts, EventLine, HeaderLine } from '../../spool/run-file.ts';
import type { ErrorCompletion } from '../../reports/complete-error.ts';
import { readReports, removeReports, type DiagnosticReport } from '../../reports/diagnostic-report.ts';
import { endSessions } from './abandoned-sessions.ts';
import { writeEpitaph } from './epitaph.ts';
import { settleEvents, type SettleState } from './settle-events.ts';
import { CommandSummaries } from '../../sampling/summarize.ts';
import { thinOut, type SampledEvent, type ThinningRules } from '../thin-out.ts';
import { addRun, batchPath, MAX_BATCH_BYTES, type BatchDraft } from '../outbox.ts';

/** What merging needs to know. */
export type CollectContext = {
  readonly platform: Platform;
  readonly folder: string;
  readonly limits: SpoolLimits;
  readonly sinks: readonly string[];
  /** Adds to the head of a run what only the courier finds out. */
  readonly complete: (header: HeaderLine) => Promise<HeaderLine>;
  readonly completeError: ErrorCompletion;
  /** What Node wrote of processes that it ended. */
  readonly reports?: readonly DiagnosticReport[] | undefined;
  /** The environments in which errors are not reported. */
  readonly dropEnvironments?: readonly string[] | undefined;
  /** How much of it is sent. Without them, all of it. */
  readonly thinning?: ThinningRules | undefined;
};

/** A run of another machine or container, whose process we cannot ask for, counts as gone when silent for a day. */
const SILENT_MS = 24 * 60 * 60 * 1000;

/** What becomes true at once: batches to be, and all that was learnt from the run files that they are made of. */
export type Merging = {
  usage: BatchDraft;
  urgent: BatchDraft;
  spent: string[];
  dropped: Counts;
  misuse: Counts;
  quota: Counts;
  admitted: SettleState['admitted'];
  ends: SettleState['ends'];
  readonly summaries: CommandSummaries;
};

/**
 * Takes over every run file that nobody writes to any more, and merges them into batches. Answers the new ledger and
 * whether anything was found.
 */
export async function collect(
  context: CollectContext,
  ledger: Ledger,
): Promise<{ ledger: Ledger; found: boolean }> {
  removeSpent(context, ledger);
  // Those of processes that are gone by now: their runs are claimed next. Of one that ends in between, the report waits.
  const { files: settled } = readReports(context.platform, context.folder);
  claimRuns(context);
  const { reports } = readReports(context.platform, context.folder);
  const spent = new Set(ledger.spent);
  const claimed = join(context.folder, CLAIMED);
  const names = context.platform.fs.readdirSync(claimed).toSorted();
  const files = names.filter((name) => !spent.has(name)).map((name) => join(claimed, name));
  let current = ledger;
  const merged = mergeRuns({ ...context, reports }, files, ledger);
  for await (const merging of merged) current = commitBatches(context, current, merging);
  removeReports(context.platform, settled);
  return { ledger: current, found: files.length > 0 };
}

/** Merges run files in their order, and yields whenever there is enough for batches. Only reads. */
export async function* mergeRuns(
  context: CollectContext,
  files: readonly string[],
  { admitted = [], quota = {} }: Pick<Ledger, 'admitted' | 'quota'> = {},
): AsyncGenerator<Merging, void> {
  let merging = startMerging({ admitted, ends: new Set(), dropped: {}, quota });
  for (const path of files) {
    await giveWay();
    await mergeRun(context, path, merging);
    if (merging.usage.bytes + merging.urgent.bytes < MAX_BATCH_BYTES) continue;
    yield withSummaries(merging);
    merging = startMerging({ ...merging, dropped: {} });
  }
  if (merging.spent.length > 0) yield withSummaries(merging);
}

/** What was summed up goes with the sources that it was made of: once they are removed, nothing else knows of it. */
function withSummaries(merging: Merging): Merging {
  for (const { header, event, count } of merging.summaries.end()) {
    merging.usage = addRun(merging.usage, header, [event]);
    if (count > 1) merging.dropped = addCounts(merging.dropped, { summarized: count - 1 });
  }
  return merging;
}

/** What is merged, as batches with their numbers, and the ledger that knows them. Only computes. */
export function enterBatches(
  { platform, sinks }: CollectContext,
  ledger: Ledger,
  { usage, urgent, summaries: _ended, ...learnt }: Merging,
): { readonly next: Ledger; readonly batches: readonly (readonly [number, BatchDraft])[] } {
  const drafts = [
    { ...urgent, urgent: true },
    { ...usage, urgent: false },
  ].filter(({ events }) => events > 0);
  const entries = drafts.map(({ events, bytes, urgent }) => ({ events, bytes, urgent }));
  return {
    next: addBatches(ledger, { entries, ...learnt }, [sinks, platform.now()]),
    batches: drafts.map((draft, index) => [ledger.nextBatch + index, draft]),
  };
}

/** Moves finished runs out of the reach of writers. Whoever renames a file owns it. */
function claimRuns(context: CollectContext): void {
  const { platform, folder } = context;
  for (const name of platform.fs.readdirSync(join(folder, RUNS))) {
    const path = join(folder, RUNS, name);
    // A link, a folder, another user's file: not ours to read. In our own folder it is ours to remove.
    if (readOwnFile(platform, path).kind === 'refused') removeFile(platform, path);
    else if (isFinished(platform, path)) move(platform, path, join(folder, CLAIMED, name));
  }
}

/**
 * Whether nobody will write to the file any more. If its process is gone, what is read from now on is final. If it is
 * there, only its own last line says so: it may write another one at any time.
 */
export function isFinished(platform: Platform, path: string): boolean {
  const modifiedMs = platform.fs.lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const read = readOwnFile(platform, path);
  if (read.kind !== 'read') return false;
  const content = parseRun(read.text);
  if (content.closed !== undefined) return true;
  // Without a readable head there is no process to ask; it may be a writer between making the file and its first line.
  const liveness = content.header === undefined ? 'unknown' : checkLiveness(platform, content.header.process);
  return liveness === 'gone' || (liveness === 'unknown' && platform.now() - modifiedMs > SILENT_MS);
}

function move({ fs }: Platform, from: string, to: string): void {
  try {
    fs.renameSync(from, to);
  } catch {
    // Evicted by a run that needed the room.
  }
}

async function mergeRun(context: CollectContext, path: string, merging: Merging): Promise<void> {
  const { platform, limits } = context;
  const name = nameOf(path);
  const modifiedMs = platform.fs.lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const read = readForSure(platform, path);
  merging.spent.push(name);
  // An evicted file has been counted by the run that needed its room.
  if (read.kind !== 'read' || name.endsWith('.evicted')) return;
  const content = parseRun(read.text);
  merging.misuse = addCounts(merging.misuse, content.misuse);
  if (platform.now() - modifiedMs > limits.maxAgeMs) {
    merging.dropped = addCounts(merging.dropped, lossOf(content, 'evicted_age'));
    return;
  }
  merging.dropped = addCounts(merging.dropped, lossOf({ ...content, events: [] }, 'corrupt'));
  if (content.header === undefined) return;
  const header = await context.complete(content.header);
  const told = [...content.events, ...endSessions(content), ...writeEpitaph(context, content, modifiedMs)];
  const { completeError, dropEnvironments = [] } = context;
  const settling = { completeError, dropEnvironments, now: platform.now() };
  const { events: settled, ...state } = settleEvents(settling, content.header, [told, merging]);
  Object.assign(merging, state);
  // Of a crash that is not reported here, the run has ended all the same.
  const stamped = { ...header, ...stampRun(content, told) };
  const events = keepShare(context, [header, stamped], [settled, merging]);
  const isUrgent = (event: EventLine): boolean => event.level === 'errors';
  const urgent = events.filter(isUrgent);
  const usage = events.filter((event) => !isUrgent(event));
  merging.urgent = addRun(merging.urgent, stamped, urgent);
  merging.usage = addRun(merging.usage, urgent.length > 0 ? header : stamped, usage);
}

/** What of it is sent. */
function keepShare(
  { platform, thinning }: CollectContext,
  heads: readonly [header: HeaderLine, stamped: HeaderLine],
  [settled, merging]: readonly [readonly EventLine[], Merging],
): readonly SampledEvent[] {
  if (thinning === undefined) return settled;
  const { events, ...state } = thinOut({ ...thinning, now: platform.now() }, heads[0], [settled, merging]);
  Object.assign(merging, state);
  return thinning.sampling.summarizeAgents ? merging.summaries.take(heads, events) : events;
}

/**
 * Writes the batches, then the ledger that names them and their sources, then removes the sources. A courier that dies
 * before the ledger is written leaves batches that nobody knows, which the next one removes; one that dies after
 * it leaves sources that the ledger says are spent.
 */
function commitBatches(context: CollectContext, ledger: Ledger, merging: Merging): Ledger {
  const { platform, folder } = context;
  const { next, batches } = enterBatches(context, ledger, merging);
  for (const [batch, { text }] of batches) writeFileAtomic(platform, batchPath(folder, batch), text);
  commitLedger(platform, folder, next);
  removeSpent(context, next);
  return next;
}

function removeSpent({ platform, folder }: CollectContext, { spent }: Ledger): void {
  for (const name of spent) removeFile(platform, join(folder, CLAIMED, name));
}

function startMerging(carried: SettleState & { readonly quota: Counts }): Merging {
  const empty: BatchDraft = { text: '', events: 0, bytes: 0 };
  const { admitted, ends, dropped, quota } = carried;
  const summaries = new CommandSummaries();
  return { usage: empty, urgent: empty, spent: [], misuse: {}, admitted, ends, dropped, quota, summaries };
}
