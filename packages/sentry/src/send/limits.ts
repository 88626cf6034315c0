import { disabledUntil, updateRateLimits } from '@sentry/core';
import type { HttpOutcome } from 'overt';
import type { Counts } from '../report/memo.ts';
import type { Step } from './steps.ts';

/** The categories of what we send; `all` stands for each. Of others we need not know. */
const OURS: readonly string[] = ['all', 'error', 'session'];
/** Longer than a day is a mistake; shorter than a second is no pause. */
const MAX_WAIT_MS = 24 * 60 * 60 * 1000;
const MIN_WAIT_MS = 1000;

/** What an answer says of when Sentry wants something again: also one that says that all is well. */
export function readLimits(limits: Counts, outcome: HttpOutcome, now: number): Counts {
  if (outcome.kind === 'failure') return limits;
  const { status, headers = {}, retryAfter } = outcome;
  const said = headers['x-sentry-rate-limits'];
  // A server that is down asks for a wait in its own words, which are no limit.
  if (said === undefined && status !== 429) return limits;
  const updated = updateRateLimits(
    { ...limits },
    {
      statusCode: status,
      headers: {
        'x-sentry-rate-limits': said === undefined ? null : String(said),
        'retry-after': retryAfter ?? null,
      },
    },
    now,
  );
  const kept = Object.entries(updated).filter(
    ([category, until]) => OURS.includes(category) && Number.isFinite(until),
  );
  return Object.fromEntries(kept.map(([category, until]) => [category, Math.min(until, now + MAX_WAIT_MS)]));
}

/**
 * How long a step has to wait; 0 where it may be sent now. An error waits. Sessions are left out where it is they that are too
 * many: to wait would only gather more of them.
 */
export function holdBack(limits: Counts, kind: Step['kind'], now: number): number | 'leave out' {
  if (kind === 'sessions' && waitOf(limits['session'], now) > 0) return 'leave out';
  return waitOf(disabledUntil({ ...limits }, kind === 'event' ? 'error' : 'session'), now);
}

/** A wait that ends more than a day from now is one of a clock that has been set back since. */
function waitOf(until: number | undefined, now: number): number {
  if (until === undefined || until <= now || until > now + MAX_WAIT_MS) return 0;
  return Math.max(MIN_WAIT_MS, until - now);
}
