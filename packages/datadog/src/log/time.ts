/**
 * Datadog says that it takes the events of a log of the last 18 hours, and throws away what is older without a word. An hour is left for
 * clocks that are wrong and requests that take long.
 */
const MAX_AGE_MS = 17 * 60 * 60 * 1000;
/** How far ahead it takes them is two hours. */
const MAX_AHEAD_MS = 60 * 60 * 1000;

/**
 * When a log took place. One that waited longer than Datadog takes is dated by Datadog at its arrival, and says so: it is better found at
 * the wrong time, with the right one beside it, than lost with a receipt.
 */
export function makeTime(timeMs: number, sentAtMs: number): { timestamp?: number; late?: true } {
  const age = sentAtMs - timeMs;
  return age > MAX_AGE_MS || age < -MAX_AHEAD_MS ? { late: true } : { timestamp: timeMs };
}
