import { addCounts, totalOf } from '../spool/counts.ts';
import type { Counts } from '../spool/run-file.ts';
import type { AdmittedReport } from './storm.ts';
import { clampLowering, lowerNow, type Lowered } from './lowered.ts';
import type { LedgerView } from './view.ts';

/**
 * The account of one spool. It holds, in one file that is replaced as a whole, both the counts and how far each sink
 * has got: so there is no moment at which an event is counted and not handed on, or the other way round.
 */
export type Ledger = {
  readonly format: typeof LEDGER_FORMAT;
  readonly id: string;
  /** The install or machine id that `id` goes with. Two of those never share an account: it would join them. */
  readonly owner?: string;
  /** Set while a courier works. Found set by the next one, it says that the last one died and may have sent. */
  readonly working: boolean;
  readonly recorded: number;
  /** What was dropped before any sink saw it. */
  readonly dropped: Counts;
  readonly misuse: Counts;
  readonly nextBatch: number;
  /** Claimed run files that the last merge used up. While they are named here they must not be read again. */
  readonly spent: readonly string[];
  readonly sinks: Readonly<Record<string, SinkAccount>>;
  readonly batches: Readonly<Record<string, BatchEntry>>;
  /** The reports of errors of the last day (storm.ts). Left out by earlier versions. */
  readonly admitted?: readonly AdmittedReport[];
  /** How many events were sent of late, by hour and day (sampling/quota.ts). */
  readonly quota?: Counts;
};

/** What one sink has had, and when it may be tried again. */
export type SinkAccount = {
  readonly delivered: number;
  readonly dropped: Counts;
  readonly failures: number;
  readonly lastFailure?: string;
  readonly retryAt: number;
  /** Whether the sink itself asked for the wait: then even a flush by hand obeys it. */
  readonly asked: boolean;
  /** What the sink wants to know again. */
  readonly memo?: string;
  /** What its other side asks for, so that less is sent to it. */
  readonly lowered?: Lowered;
};

/** One batch in the outbox. */
export type BatchEntry = {
  readonly events: number;
  readonly bytes: number;
  readonly createdAt: number;
  /** Crashes and the like: the last to be evicted. */
  readonly urgent: boolean;
  /** How many of its events each sink is done with. A sink that is done with all is not named any more. */
  readonly cursors: Readonly<Record<string, number>>;
  /** How often a sink may have seen what comes next. */
  readonly attempts: Readonly<Record<string, number>>;
};

export const LEDGER_FORMAT = 1;

const NEW_ACCOUNT: SinkAccount = { delivered: 0, dropped: {}, failures: 0, retryAt: 0, asked: false };

/** @internal */
export function createLedger(id: string): Ledger {
  const nothing = { recorded: 0, dropped: {}, misuse: {}, nextBatch: 1, spent: [], sinks: {}, batches: {} };
  return { format: LEDGER_FORMAT, id, working: false, ...nothing };
}

/** @internal Opens an account for each sink that has none. What was recorded before it came counts as dropped for it. */
export function addSinks(ledger: Ledger, names: readonly string[]): Ledger {
  const sinks = { ...ledger.sinks };
  for (const name of names) {
    if (sinks[name] !== undefined) continue;
    const missed = ledger.recorded - totalOf(ledger.dropped);
    sinks[name] = missed === 0 ? NEW_ACCOUNT : { ...NEW_ACCOUNT, dropped: { before_sink: missed } };
  }
  return { ...ledger, sinks };
}

/**
 * Makes the account that of `owner`. One that was another's starts again under a new id with what still waits, as if it
 * had been recorded now: each sink has had what of that does not wait for it.
 */
export function ownLedger(ledger: Ledger, owner: string | undefined, newId: string): Ledger {
  if (owner === undefined || owner === ledger.owner) return ledger;
  if (ledger.owner === undefined) return { ...ledger, owner };
  const recorded = Object.values(ledger.batches).reduce((sum, { events }) => sum + events, 0);
  const sinks = Object.entries(ledger.sinks).map(([name, account]) => {
    const delivered = recorded - viewOf(ledger, name, 0).pending;
    // What a sink noted is about the account of before.
    const { memo: _memo, ...kept } = account;
    return [name, { ...kept, delivered, dropped: {} }] as const;
  });
  return { ...ledger, id: newId, owner, recorded, dropped: {}, misuse: {}, sinks: Object.fromEntries(sinks) };
}

/** Everything that a courier learnt from the run files that it merged. */
export type Merged = {
  readonly entries: readonly Pick<BatchEntry, 'events' | 'bytes' | 'urgent'>[];
  readonly spent: readonly string[];
  readonly dropped: Counts;
  readonly misuse: Counts;
  readonly admitted?: readonly AdmittedReport[] | undefined;
  readonly quota?: Counts | undefined;
};

/** @internal Enters new batches, numbered from `nextBatch`, for the sinks of today. */
export function addBatches(
  ledger: Ledger,
  merged: Merged,
  [names, now]: [readonly string[], number],
): Ledger {
  const batches = { ...ledger.batches };
  const cursors = Object.fromEntries(names.map((name) => [name, 0]));
  let { nextBatch, recorded } = ledger;
  for (const entry of merged.entries) {
    batches[nextBatch] = { ...entry, createdAt: now, cursors, attempts: {} };
    recorded += entry.events;
    nextBatch += 1;
  }
  recorded += totalOf(merged.dropped);
  const dropped = addCounts(ledger.dropped, merged.dropped);
  const misuse = addCounts(ledger.misuse, merged.misuse);
  const { spent, admitted = ledger.admitted, quota = ledger.quota } = merged;
  const known = { ...(admitted !== undefined && { admitted }), ...(quota !== undefined && { quota }) };
  return { ...ledger, ...known, batches, nextBatch, recorded, dropped, misuse, spent };
}

/** What a sink did with the events of a batch from its cursor to `to`. */
export type Progress = {
  readonly batch: string;
  readonly sink: string;
  readonly to: number;
  readonly delivered: number;
  readonly dropped: Counts;
};

/** @internal */
export function advance(ledger: Ledger, { batch, sink, to, delivered, dropped }: Progress): Ledger {
  const entry = ledger.batches[batch];
  const account = ledger.sinks[sink];
  if (entry === undefined || account === undefined) return ledger;
  const { [sink]: _from, ...others } = entry.cursors;
  const { [sink]: _attempts, ...attempts } = entry.attempts;
  const cursors = to >= entry.events ? others : { ...others, [sink]: to };
  const done: SinkAccount = {
    delivered: account.delivered + delivered,
    dropped: addCounts(account.dropped, dropped),
    failures: 0,
    retryAt: 0,
    asked: false,
    ...(account.memo === undefined ? {} : { memo: account.memo }),
    ...(account.lowered === undefined ? {} : { lowered: account.lowered }),
  };
  return {
    ...ledger,
    sinks: { ...ledger.sinks, [sink]: done },
    batches: { ...ledger.batches, [batch]: { ...entry, cursors, attempts } },
  };
}

/** More than this is no note any more. */
const MAX_MEMO_LENGTH = 4096;

/** @internal Keeps what a sink wants to know again. Nothing else is kept: of a longer text, not even a part. */
export function keepMemo(ledger: Ledger, sink: string, memo: unknown): Ledger {
  const account = ledger.sinks[sink];
  if (account === undefined || typeof memo !== 'string' || memo.length > MAX_MEMO_LENGTH) return ledger;
  return { ...ledger, sinks: { ...ledger.sinks, [sink]: { ...account, memo } } };
}

/** @internal Keeps what the other side of a sink asks for, in place of what it asked for before. Undefined: it says nothing of that. */
export function keepLowering(ledger: Ledger, sink: string, [asked, now]: readonly [unknown, number]): Ledger {
  const account = ledger.sinks[sink];
  if (account === undefined || asked === undefined) return ledger;
  const { lowered: _before, ...others } = account;
  const lowered = clampLowering(asked, now);
  const changed = lowered === undefined ? others : { ...others, lowered };
  return { ...ledger, sinks: { ...ledger.sinks, [sink]: changed } };
}

/** @internal Leaves a sink alone that has had something, for as long as its other side asks. */
export function pauseIfAsked(ledger: Ledger, sink: string, now: number): Ledger {
  const account = ledger.sinks[sink];
  const everyMs = lowerNow(account?.lowered, now)?.everyMs ?? 0;
  if (account === undefined || everyMs === 0 || account.retryAt > now) return ledger;
  const paused = { ...account, retryAt: now + everyMs, asked: true };
  return { ...ledger, sinks: { ...ledger.sinks, [sink]: paused } };
}

/** @internal Makes what is known of a batch and a sink again what it was `before`. All else stays. */
export function restore(
  ledger: Ledger,
  before: Ledger,
  [batch, sink]: readonly [batch: string, sink: string],
): Ledger {
  const [entry, earlier] = [ledger.batches[batch], before.batches[batch]];
  const account = before.sinks[sink];
  if (entry === undefined || earlier === undefined || account === undefined) return ledger;
  const cursors = { ...entry.cursors, [sink]: earlier.cursors[sink] ?? 0 };
  const tries = earlier.attempts[sink];
  const attempts = tries === undefined ? entry.attempts : { ...entry.attempts, [sink]: tries };
  return {
    ...ledger,
    sinks: { ...ledger.sinks, [sink]: account },
    batches: { ...ledger.batches, [batch]: { ...entry, cursors, attempts } },
  };
}

/** A try of a sink that came to nothing. */
export type Failure = {
  readonly batch: string;
  readonly sink: string;
  readonly reason: string;
  readonly retryAt: number;
  readonly asked: boolean;
};

/** @internal */
export function recordFailure(ledger: Ledger, { batch, sink, reason, retryAt, asked }: Failure): Ledger {
  const entry = ledger.batches[batch];
  const account = ledger.sinks[sink];
  if (entry === undefined || account === undefined) return ledger;
  const failed = { ...account, failures: account.failures + 1, lastFailure: reason, retryAt, asked };
  const attempts = { ...entry.attempts, [sink]: (entry.attempts[sink] ?? 0) + 1 };
  return {
    ...ledger,
    sinks: { ...ledger.sinks, [sink]: failed },
    batches: { ...ledger.batches, [batch]: { ...entry, attempts } },
  };
}

/** @internal Takes a batch out. What sinks had not yet had of it counts as dropped for them. */
export function removeBatch(ledger: Ledger, batch: string, reason: string): Ledger {
  const { [batch]: entry, ...batches } = ledger.batches;
  if (entry === undefined) return ledger;
  const sinks = { ...ledger.sinks };
  for (const [name, cursor] of Object.entries(entry.cursors)) {
    const account = sinks[name];
    if (account === undefined) continue;
    sinks[name] = { ...account, dropped: addCounts(account.dropped, { [reason]: entry.events - cursor }) };
  }
  return { ...ledger, batches, sinks };
}

/** @internal The account as one sink sees it. */
export function viewOf(ledger: Ledger, sink: string, now: number): LedgerView {
  const { delivered = 0, dropped = {} } = ledger.sinks[sink] ?? {};
  let pending = 0;
  for (const { events, cursors } of Object.values(ledger.batches))
    pending += events - (cursors[sink] ?? events);
  const { id, recorded } = ledger;
  return { id, time: now, recorded, delivered, pending, dropped: addCounts(ledger.dropped, dropped) };
}
