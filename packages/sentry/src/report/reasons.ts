import type { DataCategory } from '@sentry/core';

/** What Sentry is told of something that did not reach it. */
export type Loss = { readonly reason: string; readonly category: DataCategory };

/**
 * By the reason in the account; the first that fits. Most of them count errors and usage alike, which is what `default` stands
 * for.
 */
const LOSSES: readonly (readonly [reasons: RegExp, reason: string, category: DataCategory])[] = [
  [/^evicted_/, 'cache_overflow', 'default'],
  [/^run_full$/, 'queue_overflow', 'default'],
  [/^dropped_environment$/, 'event_processor', 'error'],
  [/^storm_limited$/, 'sample_rate', 'error'],
  [/^(consent_lowered|kept_local)$/, 'before_send', 'default'],
  // Only events of errors are sent one by one, and only those can be refused.
  [/^(rejected_|too_large$)/, 'send_error', 'error'],
];
const OTHER: Loss = { reason: 'internal_sdk_error', category: 'default' };
/** What nobody meant for Sentry, and what was told in another event. */
const NOT_OURS: readonly string[] = ['before_sink', 'folded'];

export function lossOf(reason: string): Loss | undefined {
  if (NOT_OURS.includes(reason)) return undefined;
  const row = LOSSES.find(([reasons]) => reasons.test(reason));
  return row === undefined ? OTHER : { reason: row[1], category: row[2] };
}
