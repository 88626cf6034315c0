import type { Counts } from './run-file.ts';

/** The sum of two tables of counts. */
export function addCounts(left: Counts, right: Counts): Record<string, number> {
  const sum: Record<string, number> = { ...left };
  for (const [key, value] of Object.entries(right)) sum[key] = (sum[key] ?? 0) + value;
  return sum;
}

export function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0);
}
