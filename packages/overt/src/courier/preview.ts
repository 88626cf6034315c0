import { advance, addSinks, createLedger, keepMemo, type Ledger } from '../ledger/ledger.ts';
import { readLedger, rebuildLedger } from '../ledger/store.ts';
import type { Level } from '../consent/level.ts';
import { createOverlay } from '../platform/overlay.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import type { BatchEvent } from '../sinks/batch.ts';
import { recordOwnSink, recordSink, type RecordingSink, type Sending } from '../sinks/record.ts';
import type { Sink } from '../sinks/sink.ts';
import { CLAIMED, RUNS } from '../spool/folders.ts';
import { readOwnFile } from '../spool/private-file.ts';
import { readReports } from '../errors/diagnostic-report.ts';
import { createErrorCompletion } from '../errors/complete-error.ts';
import { createRunId } from '../spool/run-id.ts';
import { createCompletion } from './complete-run.ts';
import { enterBatches, isFinished, mergeRuns } from './collect.ts';
import { evictBatches } from './evict.ts';
import { batchPath, parseBatch } from './outbox.ts';
import type { CourierPlan } from './plan.ts';
import { dropsOf, endOf, prepareBatch, takePiece } from './prepare.ts';

/** What a courier that started now in a folder would work with. */
export type PreviewSource = {
  readonly platform: Platform;
  readonly folder: string;
  readonly plan: CourierPlan;
  readonly liveSinks: readonly Sink[];
  readonly level: Level;
  /** The run files to deliver, and nothing else. Without them, all that a courier would take. */
  readonly files?: readonly string[];
};

/** Something that would leave, to which sink, and how many events are in it. */
export type PlannedSending = Sending & {
  readonly sink: string;
  readonly events: number;
  /** Until when the sink is left alone, after a failure or because it asked for that. */
  readonly notBefore?: number;
};

/** What a ledger of today will be once all runs are merged, and the events of its batches. */
type MergedSpool = { readonly ledger: Ledger; readonly read: (batch: string) => readonly BatchEvent[] };

/**
 * @internal
 * What a courier would send, by the code with which it would: it merges, batches, filters and encodes as one, and changes
 * nothing. Each sink is taken to accept what it is given.
 */
export async function previewSendings(source: PreviewSource): Promise<readonly PlannedSending[]> {
  const { platform } = createOverlay(source.platform);
  const spool = await mergeSpool({ ...source, platform });
  if (spool === undefined) return [];
  const sinks = [
    ...source.plan.sinks.map((descriptor) => recordSink(source.platform, descriptor)),
    ...source.liveSinks.map(recordOwnSink),
  ];
  const planned: PlannedSending[] = [];
  for (const sink of sinks) planned.push(...(await sendAll({ ...source, platform }, spool, sink)));
  return planned;
}

async function mergeSpool(source: PreviewSource): Promise<MergedSpool | undefined> {
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
  const context = { platform, folder, limits, sinks, complete, completeError, dropEnvironments, reports };
  const files = source.files ?? listFinished(source, ledger);
  for await (const merging of mergeRuns(context, files, ledger.admitted)) {
    const { next, batches } = enterBatches(context, ledger, merging);
    for (const [batch, { text }] of batches) texts.set(String(batch), text);
    ledger = next;
  }
  const read = (batch: string): readonly BatchEvent[] =>
    parseBatch(texts.get(batch) ?? readText(platform, batchPath(folder, batch)));
  return { ledger: evictBatches(ledger, plan.limits, platform.now()).ledger, read };
}

/** Undefined where a later version of Overt keeps the account: then this one sends nothing. */
function findLedger(source: PreviewSource, sinks: readonly string[]): Ledger | undefined {
  const { platform, folder, files } = source;
  const fresh = addSinks(createLedger(createRunId(platform)), sinks);
  if (files !== undefined) return fresh;
  const read = readLedger(platform, folder);
  if (read.kind === 'newer') return undefined;
  if (read.kind === 'read') return addSinks(read.ledger, sinks);
  return read.kind === 'damaged' ? rebuildLedger(platform, folder, [fresh, sinks]) : fresh;
}

/** The run files that a courier would take, in the order in which it would merge them. */
function listFinished({ platform, folder }: PreviewSource, { spent }: Ledger): string[] {
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

async function sendAll(
  { platform, level, plan }: PreviewSource,
  spool: MergedSpool,
  { sink, sendings }: RecordingSink,
): Promise<PlannedSending[]> {
  const planned: PlannedSending[] = [];
  const { signal } = new AbortController();
  const retryAt = spool.ledger.sinks[sink.name]?.retryAt ?? 0;
  const wait = retryAt > platform.now() ? { notBefore: retryAt } : {};
  let { ledger } = spool;
  for (const [batch, entry] of Object.entries(ledger.batches)) {
    const events = spool.read(batch);
    // A courier drops a batch whose file is damaged.
    if (events.length !== entry.events) continue;
    for (let from = entry.cursors[sink.name]; from !== undefined;) {
      const piece = takePiece(batch, events, [from, events.length]);
      const prepared = prepareBatch(
        { platform, ledger, closed: plan.closed, resumed: ledger.working, level },
        sink.name,
        piece,
      );
      const sent = prepared.events.length;
      const before = sendings.length;
      const result = sent > 0 ? await sink.send(prepared, { signal }) : undefined;
      for (const sending of sendings.slice(before))
        planned.push({ ...sending, sink: sink.name, events: sent, ...wait });
      const dropped = dropsOf({ kind: 'accepted' }, sent, piece.events.length) ?? {};
      ledger = advance(ledger, { batch, sink: sink.name, to: endOf(piece), delivered: sent, dropped });
      if (result?.kind === 'accepted') ledger = keepMemo(ledger, sink.name, result.memo);
      from = ledger.batches[batch]?.cursors[sink.name];
    }
  }
  return planned;
}

function readText(platform: Platform, path: string): string {
  const read = readOwnFile(platform, path);
  return read.kind === 'read' ? read.text : '';
}
