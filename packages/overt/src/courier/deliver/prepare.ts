import { allows, type Level } from '../../consent/level.ts';
import { lowerNow } from '../../ledger/lowered.ts';
import type { Platform } from '../../platform/platform.ts';
import { viewOf, type Ledger } from '../../ledger/ledger.ts';
import type { BatchEvent } from '../../sinks/batch.ts';
import type { Draw } from '../../sampling/rate.ts';
import type { Batch, SendResult, Sink } from '../../sinks/sink.ts';
import type { Counts } from '../../spool/run-file.ts';
import { choose } from './choose.ts';
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
  /** What is drawn where only a share is sent. */
  readonly sampledBy?: Draw;
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

/** What a sink is given of a piece, and why it is not given the rest. */
export type Prepared = {
  readonly batch: Batch;
  /** By the ids of events. */
  readonly withheld: ReadonlyMap<string, string>;
};

/** The sink that a piece is for. */
export type Receiver = Pick<Sink, 'name' | 'filter'>;

/**
 * What a sink is given of a piece: all that stands between the spool and the sink, so that `show` can say what would
 * leave. Only computes.
 */
export function prepareBatch(
  source: PrepareSource,
  { name: sink, filter }: Receiver,
  piece: Piece,
): Prepared {
  const { platform, ledger, resumed, level, closed } = source;
  const sentAt = platform.now();
  const [first] = piece.events;
  const attempt = (ledger.batches[piece.batch]?.attempts[sink] ?? 0) + (resumed ? 2 : 1);
  // Named by what is in it: a name of the spool would be one more id of the installation.
  const id = `${first?.id}-${piece.events.length}`;
  const lowered = lowerNow(ledger.sinks[sink]?.lowered, sentAt);
  const { kept, withheld } = choose(piece.events, { level, filter, lowered, by: source.sampledBy });
  const isOwn = idOf(first) !== undefined && idOf(first) === ledger.owner;
  const account = isOwn ? viewOf(ledger, sink, sentAt) : undefined;
  const { memo } = ledger.sinks[sink] ?? {};
  const events = redactEvents(platform, kept, closed).map((event) => withoutUsage(event, level));
  const batch = { id, attempt, sentAt, events, ledger: account, ...(memo === undefined ? {} : { memo }) };
  return { batch, withheld };
}

/** That a run took place, how it ended and what it belongs to is usage: who allows errors only does not tell it. */
function withoutUsage(event: BatchEvent, level: Level): BatchEvent {
  if (allows(level, 'usage')) return event;
  const { ended: _ended, began: _began, trace: _trace, ...run } = event.run;
  return { ...event, run };
}

/** A result that leaves nothing to be sent again. */
export type SettledResult = Exclude<SendResult, { readonly kind: 'retry' }>;

/** Where the sink will have got to when the piece is settled. */
export function endOf({ from, events }: Piece): number {
  return from + events.length;
}

/** What was sent in two parts: what the sink had of it, and what it had not. */
export function cutPrepared({ batch, withheld }: Prepared, settled: number): readonly [Prepared, Prepared] {
  const at = Math.max(0, Math.min(settled, batch.events.length));
  const part = (events: readonly BatchEvent[]): Prepared => ({ batch: { ...batch, events }, withheld });
  return [part(batch.events.slice(0, at)), part(batch.events.slice(at))];
}

/** The first part of a piece: up to the last event that the sink had of it. */
export function settledPart(piece: Piece, had: readonly BatchEvent[]): Piece {
  const last = had.at(-1);
  const end = piece.events.findIndex(({ id }) => id === last?.id) + 1;
  return { ...piece, events: piece.events.slice(0, end) };
}

/** What of a piece was dropped and why, or undefined where nothing is settled yet. */
export function dropsOf(
  result: SettledResult,
  { events }: Piece,
  withheld: Prepared['withheld'],
): Counts | undefined {
  const dropped: Record<string, number> = {};
  const count = (reason: string, add = 1): void => void (dropped[reason] = (dropped[reason] ?? 0) + add);
  let sent = 0;
  for (const { id } of events) {
    const reason = withheld.get(id);
    if (reason === undefined) sent += 1;
    else count(reason);
  }
  if (result.kind === 'rejected' && sent > 0) count(`rejected_${result.reason}`, sent);
  if (result.kind === 'too-large' && events.length > 1) return undefined;
  if (result.kind === 'too-large') count('too_large', sent);
  if (result.kind !== 'accepted') return dropped;
  for (const { reason } of result.rejected ?? []) count(`rejected_${reason.slice(0, 40)}`);
  return dropped;
}
