import { mergeSpool, type MergeSource } from '../../courier/collect/merge-spool.ts';
import { readDeliveries, readKept, type KeptBatch } from '../../journal/read-journal.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { createOverlay } from '../../platform/overlay.ts';
import type { BatchEvent } from '../../sinks/batch.ts';
import { namesOfWanting } from '../../sinks/filter.ts';
import { listHeld } from '../../spool/held.ts';
import { createPlan } from '../../telemetry/create-plan.ts';
import { ownFolders, type Manager } from '../manager.ts';
import { isReport, summarize, type CrashReport } from './report.ts';
import { stateAt, triesAt, type Spot } from './sink-states.ts';

/** A report, where it lies, and how often each sink may have seen it. */
export type FoundReport = {
  readonly event: BatchEvent;
  readonly summary: CrashReport;
  readonly folder: string;
  /** Its file, if it is held. */
  readonly file?: string | undefined;
  readonly tries: Readonly<Record<string, number>>;
};

type Placed = { readonly event: BatchEvent; readonly spot: Spot; readonly file?: string };

/** All reports that are stored here, newest first. Nothing on the disk is changed by looking. */
export async function findReports(manager: Manager): Promise<readonly FoundReport[]> {
  const found: FoundReport[] = [];
  for (const folder of ownFolders(manager)) found.push(...(await findInFolder(manager, folder)));
  return found.toSorted((one, other) => other.event.time - one.event.time);
}

async function findInFolder(manager: Manager, folder: string): Promise<FoundReport[]> {
  const { platform, settings } = manager;
  const plan = createPlan(settings);
  const source = { platform: createOverlay(platform).platform, folder, plan, liveSinks: settings.liveSinks };
  const placed = [
    ...(await findHeld(source)),
    ...(await findWaiting(source, mayLeave(manager) ? 'waits' : 'kept')),
    ...findKept(source),
  ].filter(({ event }) => isReport(event));
  const deliveries = readDeliveries(platform, folder);
  // One that was sent by hand is in the journal and may lie where it was before.
  const first = new Map(placed.toReversed().map((one) => [one.event.id, one]));
  const all = [...settings.descriptors, ...settings.liveSinks];
  return [...first.values()].map(({ event, spot, file }) => {
    // What its author keeps from a sink does not go there by hand either.
    const sinks = namesOfWanting(all, event);
    return {
      event,
      folder,
      file,
      summary: summarize(
        event,
        sinks.map((sink) => stateAt(sink, spot, deliveries)),
      ),
      tries: Object.fromEntries(sinks.map((sink) => [sink, triesAt(sink, spot, deliveries).length])),
    };
  });
}

/** Whether what waits leaves by itself, as things are. */
function mayLeave({ gate }: Pick<Manager, 'gate'>): boolean {
  const { level, local, noticePending } = gate.current();
  return level !== 'off' && !local && !noticePending;
}

async function findHeld(source: MergeSource): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const file of listHeld(source.platform, source.folder)) {
    // The user decides about it: it is not left to chance.
    const spool = await mergeSpool({ ...source, files: [file], draw: 0 });
    const events = Object.keys(spool?.ledger.batches ?? {}).flatMap((batch) => spool?.read(batch) ?? []);
    placed.push(...events.map((event) => ({ event, file, spot: { id: event.id, state: 'held' as const } })));
  }
  return placed;
}

async function findWaiting(source: MergeSource, state: 'waits' | 'kept'): Promise<Placed[]> {
  const spool = await mergeSpool(source);
  if (spool === undefined) return [];
  return Object.entries(spool.ledger.batches).flatMap(([number, entry]) => {
    const batch = spotOf(Number(number), entry);
    return spool.read(number).map((event, index) => ({
      event,
      spot: { id: event.id, state, batch: { ...batch, index, missing: missingAt(entry, index) } },
    }));
  });
}

function spotOf(
  number: number,
  { createdAt }: Ledger['batches'][string],
): { number: number; from: number; to: number } {
  return { number, from: createdAt, to: Number.POSITIVE_INFINITY };
}

function missingAt({ cursors }: Ledger['batches'][string], index: number): string[] {
  return Object.keys(cursors).filter((sink) => (cursors[sink] ?? 0) <= index);
}

function findKept({ platform, folder }: MergeSource): Placed[] {
  const kept = readKept(platform, folder);
  return kept.flatMap((one, place) => {
    const { batch: number, keptAt: to } = one;
    const before = kept.slice(0, place).findLast((other: KeptBatch) => other.batch === number);
    const from = before === undefined ? 0 : before.keptAt + 1;
    return one.events.map((event, index) => ({
      event,
      spot: { id: event.id, state: 'kept' as const, batch: { number, index, from, to, missing: [] } },
    }));
  });
}
