import { median, summarize, type Summary } from '../measure/stats.ts';
import type { VariantSeries } from '../measure/series.ts';

/** What a variant costs over the bare tool of the same rounds. */
export type Comparison = {
  readonly wall: Summary;
  /** Median of the ratios within one round. */
  readonly ratio: number;
  /** Differences of the same statistic, but for the median: that of the differences within one round. */
  readonly added: Summary;
  readonly addedCpuMs: number | undefined;
  readonly addedPeakMb: number | undefined;
};

/** Compares with the bare tool, round by round. Both series have the same rounds. */
export function compare(series: VariantSeries, bare: VariantSeries): Comparison {
  const walls = series.walls.map(({ wallMs }) => wallMs);
  const base = bare.walls.map(({ wallMs }) => wallMs);
  const pairs = walls.map((wall, round) => ({ wall, bare: base[round] ?? Number.NaN }));
  const wall = summarize(walls);
  const bareWall = summarize(base);
  return {
    wall,
    ratio: median(pairs.map((pair) => pair.wall / pair.bare)),
    added: {
      min: wall.min - bareWall.min,
      median: median(pairs.map((pair) => pair.wall - pair.bare)),
      p95: wall.p95 - bareWall.p95,
    },
    addedCpuMs: medianDifference(usage(series, 'cpuMs'), usage(bare, 'cpuMs')),
    addedPeakMb: medianDifference(usage(series, 'peakMb'), usage(bare, 'peakMb')),
  };
}

function usage(series: VariantSeries, key: 'cpuMs' | 'peakMb'): readonly number[] {
  return series.usages.flatMap((sample) => sample[key] ?? []);
}

function medianDifference(values: readonly number[], base: readonly number[]): number | undefined {
  return values.length === 0 || base.length === 0 ? undefined : median(values) - median(base);
}
