import { takeSample, type Sample } from '../measure/sample.ts';
import { median, summarize } from '../measure/stats.ts';
import { createWorkspace } from '../measure/workspace.ts';
import { table, type Cell } from '../report/table.ts';
import { CRASH_BARE, CRASH_OVERT, CRASH_VARIANTS, type Variant } from '../variants.ts';
import { available, paragraphs, type Bench, type Section } from './section.ts';

/** How long a report may be on its way after the tool has ended. */
const ARRIVAL_WAIT_MS = 5000;

const METHOD = `A tool throws an error that nobody catches. From the throw to the end of the process, in milliseconds; each round runs every
variant once. "same output" says whether standard output, standard error and the exit code are those of the bare tool. "arrived": reports
at the endpoint within ${ARRIVAL_WAIT_MS / 1000} s; those of "overt" that are not among them are of runs within a minute of another crash, and go with the next courier.`;

const BLACKHOLE_METHOD = 'The same with an endpoint that accepts the connection and never answers:';

/** What a crash costs the user who sees it, with and without a report of it. */
export const crashes: Section = {
  id: 'crashes',
  title: 'From the throw to the end of the process',
  async run(bench) {
    const { ready, skipped } = available(bench, CRASH_VARIANTS);
    const healthy = await crashAll(bench, ready, bench.sink.healthyUrl);
    const dark = await crashAll(bench, ready, bench.sink.blackholeUrl);
    await bench.sink.release();
    return {
      text: paragraphs(
        METHOD,
        toTable(healthy, await countArrived(bench, healthy)),
        BLACKHOLE_METHOD,
        toTable(dark),
        skipped,
      ),
      measured: { crashAddedMs: addedMs(healthy), crashBlackholeAddedMs: addedMs(dark) },
    };
  },
};

type Crashes = { readonly variant: Variant; readonly samples: Sample[] };

async function crashAll(
  bench: Bench,
  variants: readonly Variant[],
  endpoint: string,
): Promise<readonly Crashes[]> {
  const { launcher, options } = bench;
  const workspace = createWorkspace();
  const all: readonly Crashes[] = variants.map((variant) => ({ variant, samples: [] }));
  // One round more: the first fills caches.
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const { variant, samples } of all) {
      const stateFolder = workspace.folderFor(variant);
      const sample = await takeSample(launcher, { variant, endpoint, stateFolder, capMs: options.capMs });
      if (round > 0) samples.push(sample);
    }
  }
  workspace.remove();
  return all;
}

function toTable(all: readonly Crashes[], arrived?: ReadonlyMap<Variant, number>): string {
  const bare = all.find(({ variant }) => variant === CRASH_BARE);
  const base = summarize(times(bare));
  const rows = all.map((one): Cell[] => {
    const { median: middle, min, p95 } = summarize(times(one));
    const added = middle - base.median;
    return [
      one.variant.name,
      middle,
      added,
      min - base.min,
      p95 - base.p95,
      looksLike(one, bare) ? 'yes' : 'no',
      ...(arrived === undefined ? [] : [toShare(one, arrived)]),
    ];
  });
  const heads = ['', 'median', '+ median', '+ min', '+ p95', 'same output'];
  return table(arrived === undefined ? heads : [...heads, 'arrived'], rows);
}

function toShare({ variant, samples }: Crashes, arrived: ReadonlyMap<Variant, number>): string {
  return variant.delivery === 'none' ? '-' : `${arrived.get(variant) ?? 0}/${samples.length}`;
}

function times(crashed: Crashes | undefined): readonly number[] {
  return crashed?.samples.map(({ sinceThrowMs }) => sinceThrowMs ?? Number.NaN) ?? [Number.NaN];
}

function addedMs(all: readonly Crashes[]): number | undefined {
  const [bare, overt] = [CRASH_BARE, CRASH_OVERT].map((wanted) =>
    all.find(({ variant }) => variant === wanted),
  );
  return bare === undefined || overt === undefined ? undefined : median(times(overt)) - median(times(bare));
}

/** The names of the files differ, and with them the lines of the stack. */
function looksLike(one: Crashes, other: Crashes | undefined): boolean {
  const seen = ({ code, stdout, stderr }: Sample): string =>
    JSON.stringify([code, stdout, stderr.replaceAll(/crash-\w+\.mjs:\d+:\d+/g, 'tool')]);
  return one.samples.every(
    (sample) => other?.samples[0] !== undefined && seen(sample) === seen(other.samples[0]),
  );
}

async function countArrived({ sink }: Bench, all: readonly Crashes[]): Promise<ReadonlyMap<Variant, number>> {
  const expected = all.filter(({ variant }) => variant.delivery !== 'none');
  const ids = expected.flatMap(({ samples }) => samples.map(({ id }) => id));
  const seen = await sink.waitFor(ids, ARRIVAL_WAIT_MS);
  return new Map(
    expected.map(({ variant, samples }) => [variant, samples.filter(({ id }) => seen.has(id)).length]),
  );
}
