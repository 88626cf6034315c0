import type { Decision } from '../consent/decision.ts';
import { gatherConsent } from '../consent/gather.ts';
import { allows, isLevel } from '../consent/level.ts';
import { resolveConsent } from '../consent/resolve.ts';
import { readRuleFile } from '../consent/rule-file.ts';
import { recordDelivery } from '../journal/journal.ts';
import {
  advance,
  recordFailure,
  removeBatch,
  viewOf,
  type BatchEntry,
  type Ledger,
} from '../ledger/ledger.ts';
import { commitLedger } from '../ledger/store.ts';
import type { Platform } from '../platform/platform.ts';
import type { BatchEvent } from '../sinks/batch.ts';
import type { SendResult, Sink } from '../sinks/sink.ts';
import { readOwnFile } from '../spool/private-file.ts';
import type { Counts } from '../spool/run-file.ts';
import { backoffMs } from './backoff.ts';
import { batchPath, parseBatch } from './outbox.ts';
import type { CourierPlan } from './plan.ts';
import { redactEvents } from './redact-events.ts';

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

/** A piece of a batch on its way to one sink. */
type Piece = { readonly batch: string; readonly from: number; readonly events: readonly BatchEvent[] };

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
      const next = ofOneId(events.slice(cursor, cursor + Math.max(1, size)));
      const piece = { batch, from: cursor, events: next };
      const result = await sendPiece(delivery, sink, [piece, decision]);
      if (result.kind === 'retry') return;
      // Too large, even when nothing is left to halve: `settle` has dropped it then.
      if (result.kind === 'too-large') size = Math.ceil(piece.events.length / 2);
    }
  }
}

/** Up to the first event of another id: what leaves in one request is known to be of one installation. */
function ofOneId(events: readonly BatchEvent[]): readonly BatchEvent[] {
  const end = events.findIndex((event) => idOf(event) !== idOf(events[0]));
  return end === -1 ? events : events.slice(0, end);
}

function idOf(event: BatchEvent | undefined): string | undefined {
  return event?.run.resource['install'];
}

async function sendPiece(
  delivery: Delivery,
  sink: Sink,
  [piece, { level, local }]: [Piece, Decision],
): Promise<SendResult> {
  const { platform, signal, resumed } = delivery;
  const entry = delivery.ledger.batches[piece.batch];
  const allowed = piece.events.filter((event) => isLevel(event.level) && allows(level, event.level));
  const to = piece.from + piece.events.length;
  if (local) return keepHere(delivery, sink.name, [piece, to]);
  const attempt = (entry?.attempts[sink.name] ?? 0) + (resumed ? 2 : 1);
  // Named by what is in it: a name of the spool would be one more id of the installation.
  const id = `${piece.events[0]?.id}-${piece.events.length}`;
  const isOwn = idOf(piece.events[0]) !== undefined && idOf(piece.events[0]) === delivery.ledger.owner;
  const ledger = isOwn ? viewOf(delivery.ledger, sink.name, platform.now()) : undefined;
  const batch = { id, attempt, sentAt: platform.now(), events: redactEvents(platform, allowed), ledger };
  const result: SendResult = allowed.length === 0 ? { kind: 'accepted' } : await sink.send(batch, { signal });
  settle(delivery, sink.name, [{ ...piece, events: allowed }, to, result]);
  return result;
}

/** The user wants to see what is recorded, and nothing to leave: the batch goes to the journal unsent. */
function keepHere(delivery: Delivery, sink: string, [piece, to]: [Piece, number]): SendResult {
  const { platform, folder } = delivery;
  const progress = { batch: piece.batch, sink, to, delivered: 0, dropped: { kept_local: to - piece.from } };
  delivery.ledger = advance(delivery.ledger, progress);
  commitLedger(platform, folder, delivery.ledger);
  return { kind: 'accepted' };
}

/** Enters a result into the ledger: the moment at which it becomes true. */
function settle(delivery: Delivery, sink: string, [piece, to, result]: [Piece, number, SendResult]): void {
  const { platform, folder, plan, signal } = delivery;
  const { batch, from } = piece;
  if (result.kind === 'retry') {
    // Giving up because our own time is over is nobody's failure.
    if (signal.aborted) return;
    const failures = delivery.ledger.sinks[sink]?.failures ?? 0;
    const waitMs = result.afterMs ?? backoffMs(failures, plan.retryBaseMs, platform.random());
    const retryAt = platform.now() + waitMs;
    const failure = { batch, sink, reason: result.reason, retryAt, asked: result.afterMs !== undefined };
    delivery.ledger = recordFailure(delivery.ledger, failure);
  } else {
    const dropped = dropsOf(result, piece.events.length, to - from);
    if (dropped === undefined) return;
    const delivered = to - from - Object.values(dropped).reduce((sum, count) => sum + count, 0);
    delivery.ledger = advance(delivery.ledger, { batch, sink, to, delivered, dropped });
  }
  commitLedger(platform, folder, delivery.ledger);
  recordDelivery(platform, folder, { sink, batch, from, to, result });
}

/** What of a piece was dropped and why, or undefined where nothing is settled yet. */
function dropsOf(result: SendResult, sent: number, all: number): Counts | undefined {
  const dropped: Record<string, number> = {};
  if (all > sent) dropped['consent_lowered'] = all - sent;
  if (result.kind === 'rejected') dropped[`rejected_${result.reason}`] = sent;
  if (result.kind === 'too-large' && all > 1) return undefined;
  if (result.kind === 'too-large') dropped['too_large'] = sent;
  if (result.kind !== 'accepted') return dropped;
  for (const { reason } of result.rejected ?? []) {
    const key = `rejected_${reason.slice(0, 40)}`;
    dropped[key] = (dropped[key] ?? 0) + 1;
  }
  return dropped;
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
