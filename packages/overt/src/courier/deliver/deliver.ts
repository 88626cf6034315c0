import type { Decision } from '../../consent/decision.ts';
import { gatherConsent } from '../../consent/gather.ts';
import { resolveConsent } from '../../consent/resolve.ts';
import { readRuleFile } from '../../consent/rule-file.ts';
import { KEPT_LOCAL, recordDelivery } from '../../journal/journal.ts';
import {
  advance,
  keepLowering,
  keepMemo,
  pauseIfAsked,
  recordFailure,
  removeBatch,
  restore,
  type BatchEntry,
  type Failure,
  type Ledger,
} from '../../ledger/ledger.ts';
import { commitLedger } from '../../ledger/store.ts';
import type { Platform } from '../../platform/platform.ts';
import { giveWay } from '../../platform/time.ts';
import type { BatchEvent } from '../../sinks/batch.ts';
import type { SendResult, Sink } from '../../sinks/sink.ts';
import { addCounts, totalOf } from '../../spool/counts.ts';
import { readForSure } from '../../spool/private-file.ts';
import type { Counts } from '../../spool/run-file.ts';
import { backoffMs } from './backoff.ts';
import { sendInTime } from './send-in-time.ts';
import { batchPath, parseBatch } from '../outbox.ts';
import type { CourierPlan } from '../plan.ts';
import {
  cutPrepared,
  dropsOf,
  endOf,
  prepareBatch,
  settledPart,
  takePiece,
  type Piece,
  type Prepared,
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
  const before = delivery.ledger.sinks[sink.name]?.delivered ?? 0;
  await deliverBatches(delivery, sink);
  const { sinks } = delivery.ledger;
  const sent = (sinks[sink.name]?.delivered ?? 0) > before;
  if (sent) delivery.ledger = pauseIfAsked(delivery.ledger, sink.name, delivery.platform.now());
  if (delivery.ledger.sinks !== sinks) commitLedger(delivery.platform, delivery.folder, delivery.ledger);
}

async function deliverBatches(delivery: Delivery, sink: Sink): Promise<void> {
  for (const [batch, { cursors }] of Object.entries(delivery.ledger.batches)) {
    if (cursors[sink.name] === undefined) continue;
    const events = readBatch(delivery, batch);
    let size = events.length;
    for (;;) {
      await giveWay();
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
  const { platform, plan, signal, resumed } = delivery;
  if (local) return keepHere(delivery, sink.name, piece);
  const { closed, sampling } = plan;
  const source = { platform, ledger: delivery.ledger, closed, resumed, level, sampledBy: sampling.by };
  const prepared = prepareBatch(source, sink, piece);
  const { events } = prepared.batch;
  const before = delivery.ledger;
  const isOnce = plan.guarantee === 'at-most-once' && events.length > 0;
  if (isOnce) forget(delivery, sink.name, [piece, prepared]);
  const result: SendResult =
    events.length === 0 ? { kind: 'accepted' } : await sendInTime(sink, prepared.batch, signal);
  if (isOnce) recall(delivery, sink.name, [before, piece]);
  settle(delivery, sink.name, [piece, prepared, result]);
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
type Outcome<Result> = readonly [piece: Piece, prepared: Prepared, result: Result];
type Retry = Extract<SendResult, { readonly kind: 'retry' }>;

/** Enters a result into the ledger: the moment at which it becomes true. */
function settle(delivery: Delivery, sink: string, [piece, prepared, result]: Outcome<SendResult>): void {
  if (result.kind !== 'retry') return settleAll(delivery, sink, [piece, prepared, result]);
  const { settled = 0, rejected, memo } = result;
  const [first, others] = cutPrepared(prepared, settled);
  const done = settledPart(piece, first.batch.events);
  if (done.events.length > 0) {
    const had = first.batch.events;
    const refused = rejected?.filter(({ id }) => had.some((event) => event.id === id));
    settleAll(delivery, sink, [done, first, { kind: 'accepted', rejected: refused, memo }]);
  }
  const rest = { ...piece, from: endOf(done), events: piece.events.slice(done.events.length) };
  if (delivery.plan.guarantee === 'at-most-once' && !isSurelyNotTaken(result))
    return loseRest(delivery, sink, [rest, others, result]);
  // Giving up because our own time is over is nobody's failure.
  if (!delivery.signal.aborted) fail(delivery, sink, [rest, others, result]);
}

function settleAll(
  delivery: Delivery,
  sink: string,
  [piece, prepared, result]: Outcome<SettledResult>,
): void {
  const { batch, events } = piece;
  const dropped = dropsOf(result, piece, prepared.withheld);
  if (dropped === undefined) return;
  const progress = { batch, sink, to: endOf(piece), delivered: events.length - totalOf(dropped), dropped };
  delivery.ledger = advance(delivery.ledger, progress);
  if (result.kind === 'accepted') keepWishes(delivery, sink, result);
  enter(delivery, sink, [piece, prepared, result]);
}

function fail(delivery: Delivery, sink: string, [piece, prepared, result]: Outcome<Retry>): void {
  delivery.ledger = recordFailure(delivery.ledger, describeFailure(delivery, sink, [piece, result]));
  keepWishes(delivery, sink, result);
  enter(delivery, sink, [piece, prepared, result]);
}

/** Nobody knows whether the other side has it. It is not sent twice, so it may not be sent at all. */
function loseRest(delivery: Delivery, sink: string, [piece, prepared, result]: Outcome<Retry>): void {
  const { batch } = piece;
  const failure = describeFailure(delivery, sink, [piece, result]);
  const dropped = unconfirmed(piece, prepared);
  const lost = advance(delivery.ledger, { batch, sink, to: endOf(piece), delivered: 0, dropped });
  delivery.ledger = delivery.signal.aborted ? lost : recordFailure(lost, failure);
  keepWishes(delivery, sink, result);
  enter(delivery, sink, [piece, prepared, result]);
}

function describeFailure(
  { platform, plan, ledger }: Delivery,
  sink: string,
  [{ batch }, { afterMs, reason }]: readonly [Piece, Retry],
): Failure {
  const waitMs = afterMs ?? backoffMs(ledger.sinks[sink]?.failures ?? 0, plan.retryBaseMs, platform.random());
  return { batch, sink, reason, retryAt: platform.now() + waitMs, asked: afterMs !== undefined };
}

/** What the sink wants to know again, and what its other side asks for. */
function keepWishes(delivery: Delivery, sink: string, { memo, lower }: Pick<Retry, 'memo' | 'lower'>): void {
  const noted = keepMemo(delivery.ledger, sink, memo);
  delivery.ledger = keepLowering(noted, sink, [lower, delivery.platform.now()]);
}

/** Before something is sent that must not be sent twice: whoever comes after us finds that it was. */
function forget(delivery: Delivery, sink: string, [piece, prepared]: readonly [Piece, Prepared]): void {
  const { platform, folder, ledger } = delivery;
  const { batch } = piece;
  const dropped = unconfirmed(piece, prepared);
  delivery.ledger = advance(ledger, { batch, sink, to: endOf(piece), delivered: 0, dropped });
  commitLedger(platform, folder, delivery.ledger);
}

/** The answer is there: it is entered in place of what was written down before. */
function recall(delivery: Delivery, sink: string, [before, { batch }]: readonly [Ledger, Piece]): void {
  delivery.ledger = restore(delivery.ledger, before, [batch, sink]);
}

function unconfirmed(piece: Piece, { batch, withheld }: Prepared): Counts {
  const others = dropsOf({ kind: 'accepted' }, piece, withheld) ?? {};
  return addCounts(others, { unconfirmed: batch.events.length });
}

/** A server that says that it has too much to do has not taken anything. */
function isSurelyNotTaken({ unsent, reason }: Retry): boolean {
  return unsent === true || reason === 'status_429';
}

function enter(
  delivery: Delivery,
  sink: string,
  [piece, { batch: sent, withheld }, result]: Outcome<SendResult>,
): void {
  const { platform, folder, ledger } = delivery;
  const { batch, from } = piece;
  commitLedger(platform, folder, ledger);
  const to = endOf(piece);
  const notGiven = piece.events.flatMap(({ id, level }) =>
    level === 'errors' && withheld.has(id) ? [[id, withheld.get(id)]] : [],
  );
  const record = { sink, batch, from, to, sent: sent.events.length, result };
  recordDelivery(platform, folder, { ...record, withheld: Object.fromEntries(notGiven) });
}

/** A batch whose file is gone (somebody emptied the folder) is dropped and counted. */
function readBatch(delivery: Delivery, batch: string): readonly BatchEvent[] {
  const { platform, folder } = delivery;
  const read = readForSure(platform, batchPath(folder, batch));
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
export function currentDecision({
  platform,
  folder,
  plan,
}: Pick<Delivery, 'platform' | 'folder' | 'plan'>): Decision {
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
