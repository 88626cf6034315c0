import { allows, isLevel, type Level } from '../consent/level.ts';
import { viewOf, type Ledger } from '../ledger/ledger.ts';
import type { BatchEvent } from '../sinks/batch.ts';
import type { Batch, SendResult } from '../sinks/sink.ts';
import type { Counts } from '../spool/run-file.ts';

/** A piece of a batch on its way to one sink. */
export type Piece = { readonly batch: string; readonly from: number; readonly events: readonly BatchEvent[] };

/** What a request is made of, besides its piece. */
export type PrepareSource = {
  readonly ledger: Ledger;
  /** Whether the last courier may have sent something that it did not live to enter. */
  readonly resumed: boolean;
  readonly now: number;
  /** What the user lets happen now. */
  readonly level: Level;
};

/** The next piece of a batch: from where the sink has got to, of at most `size` events. */
export function takePiece(
  batch: string,
  events: readonly BatchEvent[],
  [from, size]: readonly [number, number],
): Piece {
  return { batch, from, events: events.slice(from, from + Math.max(1, size)) };
}

/**
 * What a sink is given of a piece: all that stands between the spool and the sink, so that `show` can say what would
 * leave. Only computes.
 */
export function prepareBatch(source: PrepareSource, sink: string, piece: Piece): Batch {
  const { ledger, resumed, now, level } = source;
  const attempt = (ledger.batches[piece.batch]?.attempts[sink] ?? 0) + (resumed ? 2 : 1);
  const id = `${ledger.id}-${piece.batch}-${piece.from}-${endOf(piece)}`;
  const events = piece.events.filter((event) => isLevel(event.level) && allows(level, event.level));
  return { id, attempt, sentAt: now, events, ledger: viewOf(ledger, sink, now) };
}

/** Where the sink will have got to when the piece is settled. */
export function endOf({ from, events }: Piece): number {
  return from + events.length;
}

/** What of a piece was dropped and why when `sent` of it were sent, or undefined where nothing is settled yet. */
export function dropsOf(result: SendResult, sent: number, all: number): Counts | undefined {
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
