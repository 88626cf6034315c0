/** How often one event is recorded at most, by all runs of an installation together. What comes too soon is counted as `limited`. */
export type EventLimit = {
  /** The least time between two of them, in milliseconds, from a second to 30 days. */
  readonly everyMs: number;
  /**
   * Each one that is recorded doubles the wait for the next, up to this.
   * @default everyMs: the wait stays the same
   */
  readonly maxMs?: number;
  /**
   * The event that sets the wait back to none: what failed has worked again.
   * @default none
   */
  readonly resetOn?: string;
};

/** What was recorded of a limited event. A reset makes it nothing again. */
export type Recorded = {
  /** How many since the last reset. */
  readonly count: number;
  /** When the last of them was, in milliseconds since the epoch. */
  readonly at: number;
};

/** 2 to this power is above any `maxMs`: the doubling ends here, long before a number overflows. */
const MAX_DOUBLINGS = 42;

/**
 * Whether one more may be recorded. A last one that lies in the future was written before the clock was set back: how long ago
 * it was cannot be told any more, and to wait for the clock could take years.
 */
export function isDue(
  { everyMs, maxMs = everyMs }: EventLimit,
  { count, at }: Recorded,
  now: number,
): boolean {
  if (count === 0 || at > now) return true;
  const waitMs = Math.min(everyMs * 2 ** Math.min(count - 1, MAX_DOUBLINGS), maxMs);
  return now - at >= waitMs;
}
