import { runSeries } from '../measure/series.ts';
import { table, type Cell } from '../report/table.ts';
import type { Variant } from '../variants.ts';
import { compare } from './compare.ts';
import { available, paragraphs, type Bench } from './section.ts';

/** Whole processes, side by side with the first of `variants`. `ratio` is the head of the column for that. */
export async function compareRuns(
  bench: Bench,
  variants: readonly Variant[],
  ratio: string,
): Promise<string> {
  const { ready, skipped } = available(bench, variants);
  const { lightRounds: rounds, capMs } = bench.options;
  const request = { variants: ready, rounds, usageRounds: 0, endpoint: 'healthy', capMs } as const;
  const series = await runSeries(request, bench);
  const base = series.find(({ variant }) => variant === variants[0]);
  if (base === undefined) return paragraphs(skipped);
  const rows = series.map((one): Cell[] => {
    if (one.failure !== undefined) return [one.variant.name, `failed: ${one.failure}`];
    const found = compare(one, base);
    const { median, min } = found.added;
    return [one.variant.name, found.wall.median, found.ratio.toFixed(3), median, min];
  });
  return paragraphs(table(['', 'median', ratio, '+ median', '+ min'], rows), skipped);
}
