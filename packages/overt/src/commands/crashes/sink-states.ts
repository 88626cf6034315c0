import type { Delivered } from '../../journal/read-journal.ts';
import { CONSENT_LOWERED } from '../../courier/deliver/choose.ts';
import { KEPT_LOCAL } from '../../journal/journal.ts';

/** What became of a report at one sink. */
export type SinkState = {
  readonly sink: string;
  /**
   * `sent`: the sink has it. `waits`: it leaves by itself. `held`: it leaves when the user says so. `kept`: it stays here. `dropped`:
   * it is not wanted there.
   */
  readonly state: 'sent' | 'waits' | 'held' | 'kept' | 'dropped';
  /** When that came about, or was last tried, in milliseconds since the epoch. */
  readonly time?: number;
  /** What the sink said. */
  readonly reason?: string;
};

/** @internal Where an event lies, and which lines of the journal may be about it. */
export type Spot = {
  readonly id: string;
  readonly state: 'waits' | 'held' | 'kept';
  /** Where it is in a batch: numbers of batches begin again when the books are removed, so the time counts, too. */
  readonly batch?: {
    readonly number: number;
    readonly index: number;
    readonly from: number;
    readonly to: number;
    /** The sinks that have not had it yet. */
    readonly missing: readonly string[];
  };
};

/** @internal */
export function stateAt(sink: string, spot: Spot, deliveries: readonly Delivered[]): SinkState {
  const tries = triesAt(sink, spot, deliveries);
  const taken = tries.find((one) => isTaken(one, spot.id));
  const last = taken ?? tries.at(-1);
  const reason = last?.withheld?.[spot.id] ?? last?.reason;
  return {
    sink,
    state: taken === undefined ? stateWithout(sink, spot, tries.findLast(isFinal)) : 'sent',
    ...(last === undefined ? {} : { time: last.time }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function isTaken({ result, refused, withheld }: Delivered, id: string): boolean {
  return result === 'accepted' && refused?.includes(id) !== true && withheld?.[id] === undefined;
}

/** @internal The tries to send an event to a sink, oldest first. */
export function triesAt(sink: string, { id, batch }: Spot, deliveries: readonly Delivered[]): Delivered[] {
  return deliveries.filter((one) => {
    if (one.sink !== sink) return false;
    if (one.event !== undefined) return one.event === id;
    if (batch === undefined || one.batch !== batch.number) return false;
    const isThen = one.time >= batch.from && one.time <= batch.to;
    return isThen && one.from <= batch.index && batch.index < one.to;
  });
}

/** Whether a batch is done with it. What was sent by hand and not taken can be sent again. */
function isFinal({ event, result, from, to }: Delivered): boolean {
  if (event !== undefined || result === 'retry') return false;
  return result !== 'too-large' || to - from === 1;
}

function stateWithout(
  sink: string,
  { id, state, batch }: Spot,
  final: Delivered | undefined,
): SinkState['state'] {
  const isForUser = final?.result === KEPT_LOCAL || final?.withheld?.[id] === CONSENT_LOWERED;
  if (final !== undefined) return isForUser ? 'kept' : 'dropped';
  // A sink that its batch is done with, whatever the journal has forgotten of it.
  return state === 'waits' && batch !== undefined && !batch.missing.includes(sink) ? 'kept' : state;
}
