import { allows, isLevel, type Level } from '../consent/level.ts';
import type { Platform } from '../platform/platform.ts';
import { viewOf, type Ledger } from '../ledger/ledger.ts';
import type { BatchEvent } from '../sinks/batch.ts';
import type { Batch, SendResult } from '../sinks/sink.ts';
import type { Counts } from '../spool/run-file.ts';
import { redactEvents, type ClosedFields } from './redact-events.ts';

/** A piece of a batch on its way to one sink. */
export type Piece = { readonly batch: string; readonly from: number; readonly events: readonly BatchEvent[] };

/** What a request is made of, besides its piece. */
export type PrepareSource = {
  readonly platform: Platform;
  readonly ledger: Ledger;
  readonly closed: ClosedFields | undefined;
  /** Whether the last courier may have sent something that it did not live to enter. */
  readonly resumed: boolean;
  /** What the user lets happen now. */
  readonly level: Level;
};

/** The next piece of a batch: from where the sink has got to, of at most `size` events. */
export function takePiece(
  batch: string,
  events: readonly BatchEvent[],
  [from, size]: readonly [number, number],
): Piece {
  return { batch, from, events: ofOneId(events.slice(from, from + Math.max(1, size))) };
}

/** Up to the first event of another id: what leaves in one request is known to be of one installation. */
function ofOneId(events: readonly BatchEvent[]): readonly BatchEvent[] {
  const end = events.findIndex((event) => idOf(event) !== idOf(events[0]));
  return end === -1 ? events : events.slice(0, end);
}

function idOf(event: BatchEvent | undefined): string | undefined {
  return event?.run.resource['install'];
}

/**
 * What a sink is given of a piece: all that stands between the spool and the sink, so that `show` can say what would
 * leave. Only computes.
 */
export function prepareBatch(source: PrepareSource, sink: string, piece: Piece): Batch {
  const { platform, ledger, resumed, level, closed } = source;
  const sentAt = platform.now();
  const [first] = piece.events;
  const attempt = (ledger.batches[piece.batch]?.attempts[sink] ?? 0) + (resumed ? 2 : 1);
  // Named by what is in it: a name of the spool would be one more id of the installation.
  const id = `${first?.id}-${piece.events.length}`;
  const allowed = piece.events.filter((event) => isLevel(event.level) && allows(level, event.level));
  const isOwn = idOf(first) !== undefined && idOf(first) === ledger.owner;
  const account = isOwn ? viewOf(ledger, sink, sentAt) : undefined;
  const { memo } = ledger.sinks[sink] ?? {};
  const events = redactEvents(platform, allowed, closed).map((event) => withoutUsage(event, level));
  return { id, attempt, sentAt, events, ledger: account, ...(memo === undefined ? {} : { memo }) };
}

/** That a run took place, and how it ended, is usage: who allows errors only does not tell it. */
function withoutUsage(event: BatchEvent, level: Level): BatchEvent {
  const { ended, began, ...run } = event.run;
  return (ended === undefined && began === undefined) || allows(level, 'usage') ? event : { ...event, run };
}

/** A result that leaves nothing to be sent again. */
export type SettledResult = Exclude<SendResult, { readonly kind: 'retry' }>;

/** Where the sink will have got to when the piece is settled. */
export function endOf({ from, events }: Piece): number {
  return from + events.length;
}

/** The first part of a piece: up to the event with which the sink had `settled` of those that it was sent. */
export function settledPart(piece: Piece, sent: readonly BatchEvent[], settled: number): Piece {
  const last = sent[Math.min(settled, sent.length) - 1];
  const end = piece.events.findIndex(({ id }) => id === last?.id) + 1;
  return { ...piece, events: piece.events.slice(0, end) };
}

/** What of a piece was dropped and why when `sent` of it were sent, or undefined where nothing is settled yet. */
export function dropsOf(result: SettledResult, sent: number, all: number): Counts | undefined {
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
