/** The three figures of a series that the report prints. */
export type Summary = { readonly min: number; readonly median: number; readonly p95: number };

/** Minimum, median and 95th percentile (nearest rank) of at least one value. */
export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  return { min: at(sorted, 0), median: median(sorted), p95: at(sorted, Math.ceil(sorted.length * 0.95) - 1) };
}

/** The middle value; the mean of the two middle ones of an even count. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? at(sorted, middle) : (at(sorted, middle - 1) + at(sorted, middle)) / 2;
}

function at(sorted: readonly number[], index: number): number {
  const value = sorted[index];
  if (value === undefined) throw new RangeError('Expected at least one value to summarize.');
  return value;
}
