import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import { refreshRollups } from '../report/rollups.ts';
import type { Store } from '../store/store.ts';
import { acknowledge, readAcks } from './collectors-table.ts';
import { advance, readOpen, STEP, type OpenDeletion } from './deletions-table.ts';
import {
  countEvents,
  countOldParts,
  isRewriting,
  readTime,
  removeEvents,
  replaceOldRows,
  sweep,
} from './remove-events.ts';

export type EraserParts = {
  readonly store: Store;
  /** By what the collectors on one store tell each other apart. */
  readonly collector: string;
  /** Knows from now on what is erased, so that nothing of it is stored any more. */
  readonly learn: () => Promise<void>;
  /** Takes it out of this collector's own files: log and quarantine. */
  readonly cleanFiles: () => Promise<void>;
  /** Rows that were left out on the way to the store, since the last time. */
  readonly takeDropped: (receipt: string) => number;
  readonly logger: Logger;
};

/** Whether to stop. */
export type IsClosing = () => boolean;

/** Acknowledges what it had beside the collectors, whose names are hexadecimal digits. */
const THE_STORE = 'store';

/** The store's old files are waited for as long; then the next round looks. */
const SWEEP_MS = 20_000;
const SWEEP_CHECK_MS = 300;

/**
 * Carries out requests for deletion: all that can be done now. The order makes each step safe to do again after a crash, and
 * safe beside other collectors on the store:
 *
 * 1. Each collector learns the ids. From then on it stores nothing of them.
 * 2. Each empties what it has: blocks on their way, its log (loaded without these rows, then deleted), its quarantine; and says so.
 * 3. When all have, nothing can come any more: one of them removes the events from the store, and then the ids.
 * 4. What counts the ids had a part in is made anew, old files go, and then the request is confirmed.
 */
export async function eraseWhatIsAsked(parts: EraserParts, isClosing: IsClosing): Promise<void> {
  const { store } = parts;
  await parts.learn();
  const open = await readOpen(store);
  if (open.length === 0) return;
  const requested = open.filter(({ step }) => step === STEP.requested);
  await emptyOwnFiles(parts, requested);
  if (!(await isLeader(parts))) return;
  const ready = await filterReady(store, requested);
  if (ready.length > 0) await remove(store, ready);
  const removed = (await readOpen(store)).filter(({ step }) => step === STEP.removed);
  if (removed.length > 0) await finish(parts, removed, isClosing);
}

async function emptyOwnFiles(parts: EraserParts, requested: readonly OpenDeletion[]): Promise<void> {
  const { store, collector } = parts;
  const mine: string[] = [];
  for (const { receipt } of requested) {
    const { done } = await readAcks(store, receipt);
    if (!done.includes(collector)) mine.push(receipt);
  }
  if (mine.length === 0) return;
  await parts.cleanFiles();
  for (const receipt of mine)
    await acknowledge(store, { receipt, collector, rows: parts.takeDropped(receipt) });
}

/** One collector removes, or two would count each other's work. */
async function isLeader({ store, collector }: EraserParts): Promise<boolean> {
  const { live } = await readAcks(store, '');
  return live.length === 0 || live[0] === collector;
}

async function filterReady(store: Store, requested: readonly OpenDeletion[]): Promise<OpenDeletion[]> {
  const ready: OpenDeletion[] = [];
  for (const one of requested) {
    const { done, live } = await readAcks(store, one.receipt);
    if (live.every((other) => done.includes(other))) ready.push(one);
  }
  return ready;
}

/**
 * What was found is noted first: after a try that failed in the middle it cannot be counted any more. A rewrite that the
 * store still has to end, because it lacked memory, say, is waited for; a second one would only stand in line behind it.
 */
async function remove(store: Store, ready: readonly OpenDeletion[]): Promise<void> {
  const receipts = ready.map(({ receipt }) => receipt);
  if (await isRewriting(store)) return;
  if ((await noteFound(store, receipts)) > 0) await removeEvents(store, receipts);
  for (const receipt of receipts) {
    const { rows } = await readAcks(store, receipt);
    await advance(store, receipt, { step: STEP.removed, found: rows });
  }
}

/** Answers how many events are there now. */
async function noteFound(store: Store, receipts: readonly string[]): Promise<number> {
  let left = 0;
  for (const receipt of receipts) {
    const rows = await countEvents(store, receipt);
    left += rows;
    const { done } = await readAcks(store, receipt);
    if (!done.includes(THE_STORE)) await acknowledge(store, { receipt, collector: THE_STORE, rows });
  }
  return left;
}

async function finish(
  { store, takeDropped, logger }: EraserParts,
  removed: readonly OpenDeletion[],
  isClosing: IsClosing,
): Promise<void> {
  await refreshRollups(store);
  await replaceOldRows(store);
  if (!(await waitForOldFiles(store, isClosing))) {
    if (!isClosing())
      logger('warn', 'The store still has old files with erased events.', { deletions: removed.length });
    return;
  }
  for (const { receipt } of removed) {
    // Those that were on their way when the log was emptied.
    const found = takeDropped(receipt);
    await advance(store, receipt, { step: STEP.confirmed, found });
  }
}

async function waitForOldFiles(store: Store, isClosing: IsClosing): Promise<boolean> {
  const before = await readTime(store);
  for (let waited = 0; waited < SWEEP_MS && !isClosing(); waited += SWEEP_CHECK_MS) {
    await sweep(store);
    if ((await countOldParts(store, before)) === 0) return true;
    await wait(SWEEP_CHECK_MS);
  }
  return false;
}
