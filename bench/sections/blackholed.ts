import { setTimeout as sleep } from 'node:timers/promises';
import { takeSample, type Ending, type Sample } from '../measure/sample.ts';
import { runSeries } from '../measure/series.ts';
import { median } from '../measure/stats.ts';
import { createWorkspace } from '../measure/workspace.ts';
import { table, type Cell } from '../report/table.ts';
import { BARE, BARE_AGAIN, OVERT_COURIER, OVERT_ON, PEERS, type Variant } from '../variants.ts';
import { compare } from './compare.ts';
import { available, paragraphs, type Bench, type Section } from './section.ts';

/** The peers of a round start this far apart, so that their start-up does not stretch their timers. */
const STAGGER_MS = 1000;

const LIGHT_METHOD = `The endpoint accepts the connection, reads, and never answers. Added milliseconds over the bare tool, taken as above
(a courier that hangs at the endpoint is cut off after the tool has ended, before the next sample):`;

/** What happens to the tool's time when the endpoint takes everything and never answers. */
export const blackholed: Section = {
  id: 'blackholed',
  title: 'Whole process, endpoint blackholed',
  async run(bench) {
    const light = available(bench, [BARE, BARE_AGAIN, OVERT_ON, OVERT_COURIER]);
    const ours = await measureLight(bench, light.ready);
    const peers = available(bench, PEERS);
    const theirs = await measurePeers(bench, peers.ready);
    return {
      text: paragraphs(LIGHT_METHOD, ours.text, light.skipped, peersMethod(bench), theirs, peers.skipped),
      measured: { blackholeAddedMs: ours.addedMs },
    };
  },
};

async function measureLight(
  bench: Bench,
  variants: readonly Variant[],
): Promise<{ readonly text: string; readonly addedMs: number | undefined }> {
  const { rounds, capMs } = bench.options;
  const series = await runSeries({ variants, rounds, usageRounds: 0, endpoint: 'blackhole', capMs }, bench);
  const [bare] = series;
  if (bare === undefined || bare.failure !== undefined)
    return { text: `Failed: ${bare?.failure}`, addedMs: undefined };
  const found = series
    .filter(({ failure }) => failure === undefined)
    .map((one) => ({ name: one.variant.name, ...compare(one, bare) }));
  const rows = found.map(({ name, ratio, added }) => [
    name,
    ratio.toFixed(2),
    added.median,
    added.min,
    added.p95,
  ]);
  const failures = series.flatMap(({ variant, failure }) =>
    failure === undefined ? [] : [`- failed: ${variant.name}: ${failure}`],
  );
  return {
    text: paragraphs(table(['', 'x bare', '+ median', '+ min', '+ p95'], rows), failures),
    addedMs: found.find(({ name }) => name === OVERT_ON.name)?.added.median,
  };
}

function peersMethod({ options }: Bench): string {
  return `The SDKs that deliver before the process may end, in seconds of wall time, ${options.blackholeRounds} rounds. They mostly sleep, so all of
a round run at once, started one after the other: these are timers, good to about half a second. Killed after ${options.capMs / 1000} s.
"by itself": the program ends after the awaited shutdown. "exit()": it calls process.exit() after the awaited shutdown, as Sentry's documentation shows.`;
}

async function measurePeers(bench: Bench, variants: readonly Variant[]): Promise<string> {
  if (variants.length === 0) return '';
  const jobs = variants.flatMap((variant) => [
    { variant, ending: 'natural' as const },
    { variant, ending: 'shutdown-exit' as const },
  ]);
  const runs = jobs.map((job) => ({ ...job, samples: [] as Sample[] }));
  const workspace = createWorkspace();
  for (let round = 0; round < bench.options.blackholeRounds; round++) {
    await Promise.all(
      runs.map(async ({ variant, ending, samples }, index) => {
        await sleep(index * STAGGER_MS);
        samples.push(await takeOne(bench, { variant, ending, stateFolder: workspace.fresh() }));
      }),
    );
  }
  workspace.remove();
  const seconds = (variant: Variant, ending: Ending): Cell =>
    secondsOf(
      runs.find((run) => run.variant === variant && run.ending === ending)?.samples ?? [],
      bench.options.capMs,
    );
  const rows = variants.map((variant) => [
    variant.name,
    seconds(variant, 'natural'),
    seconds(variant, 'shutdown-exit'),
  ]);
  return table(['', 'by itself', 'exit() after the shutdown'], rows);
}

function takeOne(
  { sink, launcher, options }: Bench,
  job: { readonly variant: Variant; readonly ending: Ending; readonly stateFolder: string },
): Promise<Sample> {
  return takeSample(launcher, { ...job, endpoint: sink.blackholeUrl, capMs: options.capMs });
}

function secondsOf(samples: readonly Sample[], capMs: number): string {
  const seconds = median(samples.map(({ wallMs }) => wallMs)) / 1000;
  const codes = new Set(samples.filter(({ capped }) => !capped).map(({ code }) => code));
  codes.delete(0);
  const code = codes.size === 0 ? '' : `, exit code ${[...codes].join(', ')}`;
  return samples.some(({ capped }) => capped) ? `>${capMs / 1000}` : `${seconds.toFixed(1)}${code}`;
}
