import type { PropValue } from '../catalogue/event.ts';

/** What is counted of tokens. */
export const TOKEN_FIELDS = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'reasoningTokens',
] as const;
const CALL_FIELDS = ['turns', 'toolCalls', 'toolErrors', 'errors'] as const;
const COUNTED = [...CALL_FIELDS, ...TOKEN_FIELDS];

/**
 * What a session took so far: of this process's part of it, and without its sub-agents, so that sums are right. Made from the
 * events as they were recorded, by the run itself and by the courier for a run that was killed.
 */
export type Totals = Readonly<Record<(typeof COUNTED)[number], number>> & {
  readonly costNanos?: number | undefined;
  /** `mixed` where there are several: then there is no sum. */
  readonly currency?: string | undefined;
};

type Props = Readonly<Record<string, unknown>>;

const MIXED = 'mixed';
const FAILURES: readonly unknown[] = ['error', 'timeout'];

export const NO_TOTALS: Totals = {
  turns: 0,
  toolCalls: 0,
  toolErrors: 0,
  errors: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
};

/** The totals after one more event of the session. `session.end` takes off what it told already. */
export function addEvent(totals: Totals, name: string, props: Props): Totals {
  switch (name) {
    case 'session.turn':
      return { ...totals, turns: totals.turns + 1 };
    case 'session.error':
      return { ...totals, errors: totals.errors + 1 };
    case 'tool.call':
      return {
        ...totals,
        toolCalls: totals.toolCalls + 1,
        toolErrors: totals.toolErrors + (FAILURES.includes(props['outcome']) ? 1 : 0),
      };
    case 'token.usage':
      return addCost(addFields(totals, [TOKEN_FIELDS, 1], props), props, 1);
    case 'session.end':
      return addCost(addFields(totals, [COUNTED, -1], props), props, -1);
    default:
      return totals;
  }
}

/** The totals of two parts of a session. */
export function addTotals(totals: Totals, other: Totals): Totals {
  const sum = addFields(totals, [COUNTED, 1], other);
  return other.currency === MIXED ? toMixed(sum) : addCost(sum, other, 1);
}

/** As the fields of `session.end`. */
export function tellTotals({ costNanos, currency, ...counts }: Totals): Record<string, PropValue> {
  return costNanos === undefined || currency === undefined || currency === MIXED
    ? counts
    : { ...counts, costNanos, currency };
}

/** Whether a value may be added to a sum that has to stay exact. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function addFields(
  totals: Totals,
  [fields, sign]: readonly [readonly (typeof COUNTED)[number][], 1 | -1],
  props: Props,
): Totals {
  const sums = fields.map((field) => {
    const value = props[field];
    return [field, Math.max(0, totals[field] + (isCount(value) ? sign * value : 0))];
  });
  return { ...totals, ...Object.fromEntries(sums) };
}

function addCost(totals: Totals, { costNanos, currency }: Props, sign: 1 | -1): Totals {
  if (!isCount(costNanos) || typeof currency !== 'string') return totals;
  if (totals.currency !== undefined && totals.currency !== currency) return toMixed(totals);
  return { ...totals, currency, costNanos: Math.max(0, (totals.costNanos ?? 0) + sign * costNanos) };
}

function toMixed(totals: Totals): Totals {
  return { ...totals, costNanos: undefined, currency: MIXED };
}
