import { join } from '../platform/path.ts';
import { askDue, type AskSource } from '../erasure/ask-due.ts';
import { openPlaces, withPlace } from '../erasure/note-places.ts';
import { knownPlace, knownPlaceOfOwn } from '../erasure/place.ts';
import { isPending } from '../erasure/request.ts';
import { tidyIds } from '../identity/tidy.ts';
import { keepInJournal, pruneJournal } from '../journal/journal.ts';
import { ownLedger, removeBatch, type Ledger } from '../ledger/ledger.ts';
import { commitLedger, openLedger } from '../ledger/store.ts';
import { allowManyListeners } from '../platform/many-listeners.ts';
import type { Platform } from '../platform/platform.ts';
import { sleep } from '../platform/time.ts';
import { createErrorCompletion } from '../reports/complete-error.ts';
import { createSink } from '../sinks/create.ts';
import { ONE_TRY, RETRY_POLICY, withRetry } from '../sinks/retrying.ts';
import type { Sink } from '../sinks/sink.ts';
import { OUTBOX, STARTS } from '../spool/folders.ts';
import { pruneHeld } from '../spool/held.ts';
import { removeFile } from '../spool/private-file.ts';
import { listNames } from '../spool/read-waiting.ts';
import { createRunId } from '../spool/run-id.ts';
import { tidyDrafts } from '../spool/tidy-drafts.ts';
import { collect } from './collect/collect.ts';
import { createCompletion } from './collect/complete-run.ts';
import { currentDecision, deliverTo, finishedBatches, type Delivery } from './deliver/deliver.ts';
import { evictBatches } from './evict.ts';
import { findOwner } from './find-owner.ts';
import { takeLock } from './lock.ts';
import { batchPath } from './outbox.ts';
import type { CourierPlan } from './plan.ts';
import { purge } from './purge.ts';
import { repairFolders } from '../spool/repair.ts';

/** How often it is looked whether telemetry is off, before anything is removed for that. */
const LOOKS = 3;
const LOOK_PAUSE_MS = 50;

/** One life of the courier in one state folder. */
export type CourierRun = {
  readonly platform: Platform;
  readonly folder: string;
  readonly plan: CourierPlan;
  /** Sinks that live in this process and cannot be described: for tests and daemons. */
  readonly liveSinks?: readonly Sink[];
  readonly signal: AbortSignal;
  readonly force?: boolean;
};

/** How a courier's life went. */
export type CourierOutcome = 'done' | 'busy' | 'revoked' | 'newer-format';

/**
 * Delivers what is due: claims finished runs, merges them, sends to each sink, keeps the books. The only reader of the
 * spool: it runs under a lock that the kernel gives back when the process dies.
 */
export async function runCourier(run: CourierRun): Promise<CourierOutcome> {
  const lock = await takeLock(run.platform, run.folder);
  if (lock === undefined) return 'busy';
  allowManyListeners(run.platform, run.signal);
  // Beside all else: that the user wants data erased holds whatever becomes of the rest.
  const asking = askDue(run);
  try {
    return await work(run);
  } catch (error) {
    // Whoever takes consent back removes files under our hands, and may have passed what we wrote since.
    if (!(await isOffForGood(run))) throw error;
    purge(run.platform, run.folder);
    return 'revoked';
  } finally {
    await asking;
    lock.release();
  }
}

/** A courier that only makes the user's requests to erase data, since telemetry is off or there is nothing else to do. */
export async function runErasure(run: AskSource): Promise<void> {
  const lock = await takeLock(run.platform, run.folder);
  if (lock === undefined) return;
  try {
    const left = await askDue(run);
    if (!left.some(isPending)) removeTraces(run);
  } finally {
    lock.release();
  }
}

/** What it took to get here, where nothing else is to be sent. */
function removeTraces({ platform, folder }: AskSource): void {
  const starts = listNames(platform, join(folder, STARTS)).filter((name) => name.startsWith('erasure-'));
  for (const name of starts) removeFile(platform, join(folder, STARTS, name));
  const names = listNames(platform, folder);
  if (names.includes('plan.json')) return;
  for (const name of names.filter((one) => /^courier-.*\.cjs$/.test(one)))
    removeFile(platform, join(folder, name));
}

async function work(run: CourierRun): Promise<CourierOutcome> {
  const { platform, folder, plan } = run;
  const note = openPlaces(platform, folder);
  const sinks = [
    ...plan.sinks.map((sink) => withPlace(note, knownPlace(sink), createSink(platform, sink))),
    ...(run.liveSinks ?? []).map((sink) => withPlace(note, knownPlaceOfOwn(sink), sink)),
  ];
  const names = sinks.map(({ name }) => name);
  repairFolders(platform, folder);
  const opened = openLedger(platform, folder, names);
  if (opened === undefined) return 'newer-format';
  const owner = await findOwner(platform, folder, plan);
  const delivery = openDelivery(run, ownLedger(opened, owner, createRunId(platform)));
  removeUnknownBatches(delivery);
  const completeError = createErrorCompletion(platform);
  const policy = plan.guarantee === 'at-most-once' ? ONE_TRY : RETRY_POLICY;
  // Runs end while we work: look again until there is nothing new, so that nobody has to start another courier for them.
  for (;;) {
    const complete = createCompletion(platform, folder, { plan, signal: run.signal });
    const { limits, dropEnvironments } = plan;
    const others = { complete, completeError, dropEnvironments, thinning: plan };
    const context = { platform, folder, limits, sinks: names, ...others };
    const { ledger, found } = await collect(context, delivery.ledger);
    delivery.ledger = ledger;
    keepLimits(delivery);
    await Promise.all(sinks.map((sink) => deliverTo(delivery, withRetry(platform, sink, policy))));
    if (isRevoked(delivery)) break;
    retireBatches(delivery);
    if (!found || run.signal.aborted) break;
  }
  if (!isRevoked(delivery) || !(await isOffForGood(run))) close(delivery);
  // Asked again after the last write: the tool that took consent back has removed everything, and we may have written
  // the ledger anew right after that.
  if (!(await isOffForGood(run))) return 'done';
  purge(platform, folder);
  return 'revoked';
}

/**
 * Whether telemetry is off, and is so a moment later. A file of rules that somebody is just writing cannot be read, and that is a
 * no: nothing is sent then. But what was recorded is removed only for a no that lasts.
 */
async function isOffForGood({ platform, folder, plan }: CourierRun): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await sleep(LOOK_PAUSE_MS);
    if (currentDecision({ platform, folder, plan }).level !== 'off') return false;
  }
  return true;
}

function isRevoked(delivery: Delivery): boolean {
  return delivery.revoked || currentDecision(delivery).level === 'off';
}

function openDelivery(
  { platform, folder, plan, signal, force = false }: CourierRun,
  opened: Ledger,
): Delivery {
  const ledger = { ...opened, working: true };
  commitLedger(platform, folder, ledger);
  return { platform, folder, plan, signal, force, resumed: opened.working, ledger, revoked: false };
}

function close(delivery: Delivery): void {
  const { platform, folder } = delivery;
  delivery.ledger = { ...delivery.ledger, working: false };
  commitLedger(platform, folder, delivery.ledger);
  pruneJournal(platform, folder);
  pruneHeld(platform, folder);
  pruneStarts(platform, folder);
  tidyIds(platform, folder);
  tidyDrafts(platform, folder);
}

/** Batches that a courier wrote and did not live to enter: their runs are still there, to be merged again. */
function removeUnknownBatches({ platform, folder, ledger }: Delivery): void {
  const known = new Set(Object.keys(ledger.batches).map((batch) => batchPath(folder, batch)));
  for (const name of platform.fs.readdirSync(join(folder, OUTBOX))) {
    const path = join(folder, OUTBOX, name);
    if (!known.has(path)) removeFile(platform, path);
  }
}

function keepLimits(delivery: Delivery): void {
  const { platform, folder, plan } = delivery;
  const { ledger, removed } = evictBatches(delivery.ledger, plan.limits, platform.now());
  if (removed.length === 0) return;
  delivery.ledger = ledger;
  commitLedger(platform, folder, ledger);
  for (const batch of removed) removeFile(platform, batchPath(folder, batch));
}

function retireBatches(delivery: Delivery): void {
  const { platform, folder } = delivery;
  const finished = finishedBatches(delivery.ledger);
  if (finished.length === 0) return;
  for (const batch of finished) {
    keepInJournal(platform, folder, batchPath(folder, batch));
    delivery.ledger = removeBatch(delivery.ledger, batch, 'done');
  }
  commitLedger(platform, folder, delivery.ledger);
}

/** Slots of the past say nothing any more. */
function pruneStarts(platform: Platform, folder: string): void {
  const { fs } = platform;
  const DAY_MS = 24 * 60 * 60 * 1000;
  for (const name of fs.readdirSync(join(folder, STARTS))) {
    const path = join(folder, STARTS, name);
    const stat = fs.lstatSync(path, { throwIfNoEntry: false });
    if (stat !== undefined && platform.now() - stat.mtimeMs > 2 * DAY_MS) removeFile(platform, path);
  }
}
