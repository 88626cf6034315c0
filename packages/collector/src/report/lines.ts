/** Lines in each table: what a person reads, and a bound for what a hostile sender can make of it. */
export const MAX_LINES = 100;

/** Weighed counts have fractions, and a sum of them is a little off a whole number. */
export function toCount(value: string | number | undefined): number {
  return Math.round(Number(value));
}

/** Outcomes of a command that are no failure: to ask for help or the version, or to stop it oneself. */
export const NO_FAILURES = "('ok', 'help', 'version', 'help-or-version', 'interrupted')";
