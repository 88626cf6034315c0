/** A sink that is down for days is still tried each hour. */
const MAX_BACKOFF_MS = 60 * 60 * 1000;

/**
 * How long a sink is left alone after so many failures in a row: doubling, up to an hour, and cut by chance by up to a
 * half, so that the users of one tool do not come back to a recovering server all at once.
 */
export function backoffMs(failures: number, baseMs: number, random: number): number {
  const whole = Math.min(MAX_BACKOFF_MS, baseMs * 2 ** Math.min(failures, 30));
  return Math.round(whole * (1 - random / 2));
}
