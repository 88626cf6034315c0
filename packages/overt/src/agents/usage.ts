import { isCount, TOKEN_FIELDS, type Totals } from './totals.ts';

/**
 * The fields of a usage, as they are recorded if they are right. What is wrong is left as it is, or stands as NaN: the check of the
 * catalogue leaves it out and counts it.
 */
export type Usage = Readonly<Record<string, unknown>>;

const NANOS = 1_000_000_000;
const CURRENCY = /^[A-Za-z]{3}$/;
const SUMMED = [...TOKEN_FIELDS, 'costNanos'] as const;

/** Makes fields of what was given. */
export function readUsage(given: object): Usage {
  const { cost, currency, costNanos: _notGiven, ...others } = { ...given } as Record<string, unknown>;
  if (cost === undefined) return others;
  const code = typeof currency === 'string' && CURRENCY.test(currency) ? currency.toLowerCase() : undefined;
  const costNanos = code === undefined ? Number.NaN : toNanos(cost);
  return Number.isNaN(costNanos) ? { ...others, costNanos } : { ...others, costNanos, currency: code };
}

/** What a client has counted from its beginning. */
export type Counted = {
  /** The difference to before. Undefined if there is none. */
  readonly since: Usage | undefined;
  /** What the next is compared with, once the difference is recorded. */
  readonly total: Usage;
};

/**
 * What was used since `before`, where both count from the beginning. If anything became less, it is counted from the beginning
 * again: the client is a new one. What is wrong or left out stays as it was before.
 */
export function compareTotals(known: Usage | undefined, given: Usage): Counted {
  const isLess = (field: string): boolean =>
    isCount(given[field]) && given[field] < valueOf(known, field, given);
  const before = SUMMED.some(isLess) ? undefined : known;
  const since: Record<string, unknown> = { ...given };
  const total: Record<string, unknown> = { ...before, currency: given['currency'] ?? before?.['currency'] };
  let isAny = false;
  for (const field of SUMMED) {
    const value = given[field];
    if (value === undefined) continue;
    if (isCount(value)) {
      total[field] = value;
      since[field] = value - valueOf(before, field, given);
    }
    isAny ||= since[field] !== 0;
  }
  return { since: isAny ? since : undefined, total };
}

/** Leaves out what would make a sum inexact. */
export function fitUsage(totals: Totals, usage: Usage): Usage {
  const tooMuch = SUMMED.filter(
    (field) => isCount(usage[field]) && !isCount(usage[field] + (totals[field] ?? 0)),
  );
  return { ...usage, ...Object.fromEntries(tooMuch.map((field) => [field, Number.NaN])) };
}

/** A cost in another currency than before has no difference to it. */
function valueOf(usage: Usage | undefined, field: string, { currency }: Usage): number {
  const value = usage?.[field];
  return isCount(value) && (field !== 'costNanos' || usage?.['currency'] === currency) ? value : 0;
}

function toNanos(cost: unknown): number {
  if (typeof cost !== 'number' || cost < 0) return Number.NaN;
  const nanos = Math.round(cost * NANOS);
  return isCount(nanos) ? nanos : Number.NaN;
}
