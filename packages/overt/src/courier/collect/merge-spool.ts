import { addSinks, createLedger, type Ledger } from '../../ledger/ledger.ts';
import { readLedger, rebuildLedger } from '../../ledger/store.ts';
import { createErrorCompletion } from '../../reports/complete-error.ts';
import { join } from '../../platform/path.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Draw } from '../../sampling/rate.ts';
import type { BatchEvent } from '../../sinks/batch.ts';
import type { Sink } from '../../sinks/sink.ts';
import { CLAIMED, RUNS } from '../../spool/folders.ts';
import { readOwnFile } from '../../spool/private-file.ts';
import { readReports } from '../../reports/diagnostic-report.ts';
import { createRunId } from '../../spool/run-id.ts';
import { createCompletion } from './complete-run.ts';
import { enterBatches, isFinished, mergeRuns } from './collect.ts';
import { evictBatches } from '../evict.ts';
import { batchPath, parseBatch } from '../outbox.ts';
import type { CourierPlan } from '../plan.ts';

/** A courier commits its account some times in its life, and is gone soon. */
const MAX_TRIES = 5;

/** What a courier that started now in a folder would work with. */
export type MergeSource = {
  readonly platform: Platform;
  readonly folder: string;
  readonly plan: CourierPlan;
  readonly liveSinks: readonly Sink[];
  /** The run files to merge, and nothing else. Without them, all that a courier would take. */
  readonly files?: readonly string[];
  /** What is drawn where only a share is sent, if not what the plan says. */
  readonly draw?: Draw;
};

/** What a ledger of today will be once all runs are merged, and the events of its batches. */
export type MergedSpool = {
  readonly ledger: Ledger;
  readonly read: (batch: string) => readonly BatchEvent[];
};

/**
 * @internal Merges as a courier would, on a platform on which nothing can be changed. Undefined where a later version of Overt
 * keeps the account.
 */
export async function mergeSpool(source: MergeSource): Promise<MergedSpool | undefined> {
  const { platform, folder, files } = source;
  for (let tries = 1; ; tries += 1) {
    const before = JSON.stringify(readLedger(platform, folder));
    const merged = await mergeOnce(source);
    // A courier that worked meanwhile has taken away what we had not read yet.
    const isSame = files !== undefined || before === JSON.stringify(readLedger(platform, folder));
    if (isSame || tries === MAX_TRIES) return merged;
  }
}

async function mergeOnce(source: MergeSource): Promise<MergedSpool | undefined> {
  const { platform, folder, plan, liveSinks } = source;
  const sinks = [...plan.sinks, ...liveSinks].map(({ name }) => name);
  let ledger = findLedger(source, sinks);
  if (ledger === undefined) return undefined;
  const texts = new Map<string, string>();
  const { signal } = new AbortController();
  const complete = createCompletion(platform, folder, { plan, signal });
  const completeError = createErrorCompletion(platform);
  const { limits, dropEnvironments } = plan;
  const { reports } = readReports(platform, folder);
  const others = {
    complete,
    completeError,
    dropEnvironments,
    reports,
    thinning: { ...plan, draw: source.draw },
  };
  const context = { platform, folder, limits, sinks, ...others };
  const files = source.files ?? listFinished(source, ledger);
  for await (const merging of mergeRuns(context, files, ledger)) {
    const { next, batches } = enterBatches(context, ledger, merging);
    for (const [batch, { text }] of batches) texts.set(String(batch), text);
    ledger = next;
  }
  const read = (batch: string): readonly BatchEvent[] =>
    parseBatch(texts.get(batch) ?? readText(platform, batchPath(folder, batch)));
  return { ledger: evictBatches(ledger, plan.limits, platform.now()).ledger, read };
}

/** Undefined where a later version of Overt keeps the account: then this one sends nothing. */
function findLedger(source: MergeSource, sinks: readonly string[]): Ledger | undefined {
  const { platform, folder, files } = source;
  const fresh = addSinks(createLedger(createRunId(platform)), sinks);
  if (files !== undefined) return fresh;
  const read = readLedger(platform, folder);
  if (read.kind === 'newer') return undefined;
  if (read.kind === 'read') return addSinks(read.ledger, sinks);
  return read.kind === 'damaged' ? rebuildLedger(platform, folder, [fresh, sinks]) : fresh;
}

/** The run files that a courier would take, in the order in which it would merge them. */
function listFinished({ platform, folder }: MergeSource, { spent }: Ledger): string[] {
  const list = (part: string): string[] =>
    platform.fs.readdirSync(join(folder, part)).filter((name) => !spent.includes(name));
  const runs = list(RUNS).filter((name) => isFinished(platform, join(folder, RUNS, name)));
  const files = [
    ...list(CLAIMED).map((name) => [name, CLAIMED] as const),
    ...runs.map((name) => [name, RUNS] as const),
  ];
  return files
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, part]) => join(folder, part, name));
}

function readText(platform: Platform, path: string): string {
  const read = readOwnFile(platform, path);
  return read.kind === 'read' ? read.text : '';
}
