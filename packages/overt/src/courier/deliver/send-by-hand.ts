import { notePlaceByHand, withPlace } from '../../erasure/note-places.ts';
import { knownPlace, knownPlaceOfOwn } from '../../erasure/place.ts';
import { keepSingle, pruneJournal, recordDelivery } from '../../journal/journal.ts';
import { readKept } from '../../journal/read-journal.ts';
import { createLedger } from '../../ledger/ledger.ts';
import { attempt } from '../../platform/attempt.ts';
import { join } from '../../platform/path.ts';
import type { Platform } from '../../platform/platform.ts';
import type { BatchEvent } from '../../sinks/batch.ts';
import { createSink } from '../../sinks/create.ts';
import type { Batch, SendResult, Sink } from '../../sinks/sink.ts';
import type { CourierPlan } from '../plan.ts';
import { waitForLock } from '../lock.ts';
import { prepareBatch } from './prepare.ts';
import { JOURNAL } from '../../spool/folders.ts';
import { repairFolders } from '../../spool/repair.ts';
import { sendInTime } from './send-in-time.ts';

/** What one event is sent with. */
export type HandSource = {
  readonly platform: Platform;
  readonly folder: string;
  readonly plan: CourierPlan;
  readonly liveSinks: readonly Sink[];
  /** How long each sink may take. */
  readonly timeoutMs: number;
};

/** A sink, and how often it may have seen the event before. */
export type HandTarget = { readonly sink: string; readonly tries: number };

/**
 * Sends one event that does not leave by itself, alone and without the account, which is of an installation. The journal has
 * it like all that leaves; the books, which are about what leaves by itself, do not. Never rejects.
 */
export async function sendByHand(
  source: HandSource,
  event: BatchEvent,
  targets: readonly HandTarget[],
): Promise<readonly SendResult[]> {
  const results = await Promise.all(targets.map((target) => sendTo(source, event, target)));
  attempt(() => keepOnce(source, event));
  return results;
}

/**
 * Does it while no other process sends by hand: whoever comes after finds in the journal what was sent. Undefined where the other one
 * takes too long.
 */
export async function oneAtATime<Result>(
  { platform, folder, timeoutMs }: Pick<HandSource, 'platform' | 'folder' | 'timeoutMs'>,
  body: () => Promise<Result>,
): Promise<Result | undefined> {
  attempt(() => repairFolders(platform, folder));
  // A lock of its own, not that of couriers: they have no part in this.
  const lock = await waitForLock(platform, join(folder, JOURNAL), timeoutMs);
  return lock === undefined ? undefined : body().finally(lock.release);
}

/** The very event that is sent: redacted by the rules of today. */
export function prepareSingle(
  { platform, plan }: Pick<HandSource, 'platform' | 'plan'>,
  event: BatchEvent,
): Batch {
  const ledger = createLedger('');
  const source = { platform, ledger, closed: plan.closed, resumed: false, level: 'errors' as const };
  return prepareBatch(source, { name: '' }, { batch: '0', from: 0, events: [event] }).batch;
}

async function sendTo(
  source: HandSource,
  event: BatchEvent,
  { sink: name, tries }: HandTarget,
): Promise<SendResult> {
  const { platform, folder } = source;
  const batch = { ...prepareSingle(source, event), attempt: tries + 1 };
  const result = await trySink(source, name, batch);
  const range = { batch: '0', from: 0, to: 1, sent: 1 };
  recordDelivery(platform, folder, { sink: name, ...range, event: event.id, result });
  return result;
}

async function trySink(source: HandSource, name: string, batch: Batch): Promise<SendResult> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), source.timeoutMs);
  try {
    const result = await sendInTime(findSink(source, name), batch, stop.signal);
    // However the sink calls it that it was told to give up.
    return stop.signal.aborted && result.kind === 'retry' ? { kind: 'retry', reason: 'timeout' } : result;
  } catch {
    return { kind: 'retry', reason: 'sink_threw' };
  } finally {
    clearTimeout(timer);
  }
}

function findSink({ platform, folder, plan, liveSinks }: HandSource, name: string): Sink {
  const note = notePlaceByHand(platform, folder);
  const descriptor = plan.sinks.find((sink) => sink.name === name);
  if (descriptor !== undefined)
    return withPlace(note, knownPlace(descriptor), createSink(platform, descriptor));
  const found = liveSinks.find((live) => live.name === name);
  if (found === undefined) throw new Error('no such sink');
  return withPlace(note, knownPlaceOfOwn(found), found);
}

function keepOnce(source: HandSource, event: BatchEvent): void {
  const { platform, folder } = source;
  const isKept = readKept(platform, folder).some(({ events }) => events.some(({ id }) => id === event.id));
  if (!isKept) keepSingle(platform, folder, encode(prepareSingle(source, event).events));
  // No courier comes by where telemetry is off.
  pruneJournal(platform, folder);
}

/** In the form of a batch. */
function encode(events: readonly BatchEvent[]): string {
  return events
    .flatMap(({ run, seq, time, name, level, props }) => [{ run }, { seq, time, name, level, props }])
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}
