import { runSeries, type VariantSeries } from '../measure/series.ts';
import type { Sample } from '../measure/sample.ts';
import type { Arrival } from '../measure/sink-process.ts';
import { median, summarize } from '../measure/stats.ts';
import { figure, table, type Cell } from '../report/table.ts';
import {
  BARE,
  BARE_AGAIN,
  LIGHT,
  OVERT_COURIER,
  OVERT_OFF,
  OVERT_ON,
  PEERS,
  type Variant,
} from '../variants.ts';
import { compare, type Comparison } from './compare.ts';
import { available, paragraphs, type Bench, type Section } from './section.ts';

/** At most so many rounds measure CPU and memory: these vary far less than wall time. */
const USAGE_ROUNDS = 10;

/** After the last run, for deliveries that are still on their way. */
const ARRIVAL_WAIT_MS = 3000;

const HEAD = [
  '',
  'x bare',
  '+ median',
  '+ min',
  '+ p95',
  '+ CPU',
  '+ peak MB',
  'arrived',
  'bytes sent',
  'seen after exit',
];

const METHOD = `Milliseconds over the bare tool of the same rounds; each round runs every variant once, in a new random order.
"x bare" and "+ median" are medians of the ratio and the difference within one round; "+ min" and "+ p95" are differences of the
two minima and 95th percentiles. "bare again" is the same program once more: what it shows is noise. CPU and memory are those of
the tool's own process, without a detached courier's, and come from rounds of their own. "arrived" are events at the endpoint
(those of "overt" go with the next courier, here a final flush); "seen after exit" is the median time from the tool's end to the
arrival, negative when the tool waited for it.`;

/** The tool as its user feels it, with an endpoint that answers at once. */
export const healthy: Section = {
  id: 'healthy',
  title: 'Whole process, endpoint healthy',
  async run(bench) {
    const all = available(bench, [...LIGHT.filter((variant) => variant !== BARE_AGAIN), ...PEERS]);
    const wide = await runGroup(bench, all.ready, bench.options.rounds);
    const close = await runGroup(bench, available(bench, LIGHT).ready, bench.options.lightRounds);
    const on = close.comparisons.get(OVERT_ON.name);
    return {
      text: paragraphs(METHOD, wide.text, 'The light ones again, in more rounds:', close.text, all.skipped),
      measured: {
        addedMs: on?.added.median,
        addedRatio: on?.ratio,
        addedMb: on?.addedPeakMb,
        courierAddedMs: close.comparisons.get(OVERT_COURIER.name)?.added.median,
        offAddedMs: close.comparisons.get(OVERT_OFF.name)?.added.median,
      },
    };
  },
};

type Group = { readonly text: string; readonly comparisons: ReadonlyMap<string, Comparison> };

async function runGroup(bench: Bench, variants: readonly Variant[], rounds: number): Promise<Group> {
  const usageRounds = Math.min(rounds, USAGE_ROUNDS);
  const request = { variants, rounds, usageRounds, endpoint: 'healthy', capMs: bench.options.capMs } as const;
  const series = await runSeries(request, bench);
  const ids = series
    .filter(({ variant }) => variant.delivery !== 'none')
    .flatMap((one) => samples(one).map(({ id }) => id));
  const arrivals = await bench.sink.waitFor(ids, ARRIVAL_WAIT_MS);
  return describe(series, arrivals);
}

function describe(series: readonly VariantSeries[], arrivals: ReadonlyMap<number, Arrival>): Group {
  const bare = series.find(({ variant }) => variant.name === BARE.name);
  if (bare === undefined || bare.failure !== undefined)
    return { text: `Failed: ${bare?.failure}`, comparisons: new Map() };
  const measured = series.filter(({ failure }) => failure === undefined);
  const comparisons = new Map(measured.map((one) => [one.variant.name, compare(one, bare)]));
  const rows = measured.flatMap((one) => {
    const comparison = comparisons.get(one.variant.name);
    return comparison === undefined ? [] : [row(one, comparison, arrivals)];
  });
  const { min, median: middle, p95 } = summarize(bare.walls.map(({ wallMs }) => wallMs));
  return {
    text: paragraphs(
      `${bare.walls.length} rounds; bare: min ${figure(min)}, median ${figure(middle)}, p95 ${figure(p95)} ms.`,
      table(HEAD, rows),
      remarks(series, bare),
    ),
    comparisons,
  };
}

function row(
  series: VariantSeries,
  found: Comparison,
  arrivals: ReadonlyMap<number, Arrival>,
): readonly Cell[] {
  const { added, ratio, addedCpuMs, addedPeakMb } = found;
  const costs = [ratio.toFixed(2), added.median, added.min, added.p95, addedCpuMs, addedPeakMb];
  if (series.variant.delivery === 'none')
    return [series.variant.name, ...costs, undefined, undefined, undefined];
  const runs = samples(series);
  const seen = runs.flatMap((run) => {
    const arrival = arrivals.get(run.id);
    return arrival === undefined
      ? []
      : [{ bytes: arrival.bytes, afterMs: arrival.firstAtMs - run.endedAtMs }];
  });
  // A shared folder's events wait for one flush at the end of the series: their time of arrival says nothing.
  const waited = series.variant.delivery === 'courier' && series.variant.state === 'shared';
  const timed = seen.length > 0 && !waited;
  return [
    series.variant.name,
    ...costs,
    `${seen.length}/${runs.length}`,
    timed ? median(seen.map(({ bytes }) => bytes)) : undefined,
    timed ? median(seen.map(({ afterMs }) => afterMs)) : undefined,
  ];
}

function samples(series: VariantSeries): readonly Sample[] {
  return [...series.warmUps, ...series.walls, ...series.usages];
}

/** What no table shows: variants that failed, and tools whose output or end differed from the bare one's. */
function remarks(series: readonly VariantSeries[], bare: VariantSeries): readonly string[] {
  const wanted = bare.walls[0];
  return series.flatMap((one) => {
    const { variant, failure } = one;
    if (failure !== undefined) return [`- failed: ${variant.name}: ${failure}`];
    const runs = samples(one);
    const changed = runs.filter(
      (run) => run.stdout !== wanted?.stdout || run.stderr !== '' || run.code !== 0,
    ).length;
    const held = runs.filter((run) => run.heldOutput).length;
    return [
      ...(changed > 0
        ? [`- ${variant.name}: output or exit code differed from bare in ${changed} of ${runs.length} runs`]
        : []),
      ...(held > 0
        ? [`- ${variant.name}: a helper kept the output open in ${held} of ${runs.length} runs`]
        : []),
    ];
  });
}
