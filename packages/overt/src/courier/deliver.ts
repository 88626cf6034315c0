import type { Decision } from '../consent/decision.ts';
import { gatherConsent } from '../consent/gather.ts';
import { resolveConsent } from '../consent/resolve.ts';
import { readRuleFile } from '../consent/rule-file.ts';
import { KEPT_LOCAL, recordDelivery } from '../journal/journal.ts';
import {
  advance,
  keepMemo,
  recordFailure,
  removeBatch,
  type BatchEntry,
  type Ledger,
} from '../ledger/ledger.ts';
import { commitLedger } from '../ledger/store.ts';
import type { Platform } from '../platform/platform.ts';
import type { BatchEvent } from '../sinks/batch.ts';
import type { SendResult, Sink } from '../sinks/sink.ts';
import { totalOf } from '../spool/counts.ts';
import { readOwnFile } from '../spool/private-file.ts';
import { backoffMs } from './backoff.ts';
import { sendInTime } from './send-in-time.ts';
import { batchPath, parseBatch } from './outbox.ts';
import type { CourierPlan } from './plan.ts';
import {
  dropsOf,
  endOf,
  prepareBatch,
  settledPart,
  takePiece,
  type Piece,
  type SettledResult,
} from './prepare.ts';

/** What delivery works with. `ledger` is replaced at each step; sinks take their turns between two of those. */
export type Delivery = {
  readonly platform: Platform;
  readonly folder: string;
  readonly plan: CourierPlan;
  readonly signal: AbortSignal;
  /** Whether to try sinks that are being left alone after failures: a flush that somebody asked for. */
  readonly force: boolean;
  /** Whether the last courier may have sent something that it did not live to enter. */
  readonly resumed: boolean;
  ledger: Ledger;
  /** Set when consent was taken back in the middle. */
  revoked: boolean;
};

/** Sends to one sink what it has not had yet, in order, until it has all, fails, or time is up. */
export async function deliverTo(delivery: Delivery, sink: Sink): Promise<void> {
  for (const [batch, { cursors }] of Object.entries(delivery.ledger.batches)) {
    if (cursors[sink.name] === undefined) continue;
    const events = readBatch(delivery, batch);
    let size = events.length;
    for (;;) {
      const cursor = delivery.ledger.batches[batch]?.cursors[sink.name];
      if (cursor === undefined) break;
      if (delivery.signal.aborted || !isOpen(delivery, sink.name)) return;
      const decision = currentDecision(delivery);
      if (decision.level === 'off') return revoke(delivery);
      // What was recorded before the text changed waits until its user has seen the new one.
      if (decision.noticePending) return;
      const piece = takePiece(batch, events, [cursor, size]);
      const result = await sendPiece(delivery, sink, [piece, decision]);
      if (result.kind === 'retry') return;
      // Too large, even when nothing is left to halve: `settle` has dropped it then.
      if (result.kind === 'too-large') size = Math.ceil(piece.events.length / 2);
    }
  }
}

async function sendPiece(
  delivery: Delivery,
  sink: Sink,
  [piece, { level, local }]: [Piece, Decision],
): Promise<SendResult> {
  const { platform, signal, resumed } = delivery;
  if (local) return keepHere(delivery, sink.name, piece);
  const source = { platform, ledger: delivery.ledger, closed: delivery.plan.closed, resumed, level };
  const batch = prepareBatch(source, sink.name, piece);
  const isEmpty = batch.events.length === 0;
  const result: SendResult = isEmpty ? { kind: 'accepted' } : await sendInTime(sink, batch, signal);
  settle(delivery, sink.name, [piece, batch.events, result]);
  return result;
}

/** The user wants to see what is recorded, and nothing to leave: the batch goes to the journal unsent. */
function keepHere(delivery: Delivery, sink: string, piece: Piece): SendResult {
  const { platform, folder } = delivery;
  const { batch, from, events } = piece;
  const to = endOf(piece);
  const progress = { batch, sink, to, delivered: 0, dropped: { [KEPT_LOCAL]: events.length } };
  delivery.ledger = advance(delivery.ledger, progress);
  commitLedger(platform, folder, delivery.ledger);
  recordDelivery(platform, folder, { sink, batch, from, to, sent: 0, result: { kind: KEPT_LOCAL } });
  return { kind: 'accepted' };
}

/** A piece, what of it was sent, and what came of that. */
type Outcome<Result> = readonly [piece: Piece, sent: readonly BatchEvent[], result: Result];

/** Enters a result into the ledger: the moment at which it becomes true. */
function settle(delivery: Delivery, sink: string, [piece, sent, result]: Outcome<SendResult>): void {
  if (result.kind !== 'retry') return settleAll(delivery, sink, [piece, sent, result]);
  const { settled = 0, rejected, memo } = result;
  const done = settledPart(piece, sent, settled);
  const isStarted = done.events.length > 0;
  if (isStarted) {
    const had = sent.slice(0, settled);
    const refused = rejected?.filter(({ id }) => had.some((event) => event.id === id));
    settleAll(delivery, sink, [done, had, { kind: 'accepted', rejected: refused, memo }]);
  }
  // Giving up because our own time is over is nobody's failure.
  if (delivery.signal.aborted) return;
  const rest = { ...piece, from: endOf(done), events: piece.events.slice(done.events.length) };
  fail(delivery, sink, [rest, sent.slice(settled), result]);
}

function settleAll(delivery: Delivery, sink: string, [piece, sent, result]: Outcome<SettledResult>): void {
  const { batch, events } = piece;
  const dropped = dropsOf(result, sent.length, events.length);
  if (dropped === undefined) return;
  const progress = { batch, sink, to: endOf(piece), delivered: events.length - totalOf(dropped), dropped };
  const ledger = advance(delivery.ledger, progress);
  delivery.ledger = result.kind === 'accepted' ? keepMemo(ledger, sink, result.memo) : ledger;
  enter(delivery, sink, [piece, sent, result]);
}

function fail(
  delivery: Delivery,
  sink: string,
  [piece, sent, result]: Outcome<Extract<SendResult, { kind: 'retry' }>>,
): void {
  const { platform, plan, ledger } = delivery;
  const { afterMs, reason, memo } = result;
  const waitMs = afterMs ?? backoffMs(ledger.sinks[sink]?.failures ?? 0, plan.retryBaseMs, platform.random());
  const retryAt = platform.now() + waitMs;
  const failure = { batch: piece.batch, sink, reason, retryAt, asked: afterMs !== undefined };
  delivery.ledger = keepMemo(recordFailure(ledger, failure), sink, memo);
  enter(delivery, sink, [piece, sent, result]);
}

function enter(delivery: Delivery, sink: string, [piece, sent, result]: Outcome<SendResult>): void {
  const { platform, folder, ledger } = delivery;
  const { batch, from } = piece;
  commitLedger(platform, folder, ledger);
  recordDelivery(platform, folder, { sink, batch, from, to: endOf(piece), sent: sent.length, result });
}

/** A batch whose file is gone (somebody emptied the folder) is dropped and counted. */
function readBatch(delivery: Delivery, batch: string): readonly BatchEvent[] {
  const { platform, folder } = delivery;
  const read = readOwnFile(platform, batchPath(folder, batch));
  const events = read.kind === 'read' ? parseBatch(read.text) : [];
  const entry = delivery.ledger.batches[batch];
  if (entry === undefined || events.length === entry.events) return events;
  delivery.ledger = removeBatch(delivery.ledger, batch, 'spool_damaged');
  commitLedger(platform, folder, delivery.ledger);
  return [];
}

/** No sink is left alone for longer than this: where more is left of a wait, the clock was set back since it began. */
const MAX_WAIT_MS = 24 * 60 * 60 * 1000;

/** Whether a sink may be tried now. */
function isOpen({ ledger, platform, force }: Delivery, sink: string): boolean {
  const account = ledger.sinks[sink];
  if (account === undefined) return false;
  const waitMs = account.retryAt - platform.now();
  if (waitMs <= 0 || waitMs > MAX_WAIT_MS) return true;
  return force && !account.asked;
}

/** What the user lets happen now. What a project had to say was obeyed when its events were recorded. */
export function currentDecision({ platform, folder, plan }: Delivery): Decision {
  const where = { folders: [folder], projectFile: undefined, readRules: readRuleFile };
  return resolveConsent(gatherConsent({ platform, policy: plan.policy, ...where }));
}

function revoke(delivery: Delivery): void {
  delivery.revoked = true;
}

/** Batches that every sink is done with. */
export function finishedBatches({ batches }: Ledger): string[] {
  const isDone = ([, { cursors }]: [string, BatchEntry]): boolean => Object.keys(cursors).length === 0;
  return Object.entries(batches)
    .filter(isDone)
    .map(([batch]) => batch);
}
