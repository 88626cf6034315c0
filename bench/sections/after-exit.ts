import { existsSync, readFileSync } from 'node:fs';
import { appendFile, takeSample, type Ending, type Sample } from '../measure/sample.ts';
import { createWorkspace, type Workspace } from '../measure/workspace.ts';
import { table } from '../report/table.ts';
import { APPEND, OVERT_COURIER, OVERT_ON, PEERS, type Variant } from '../variants.ts';
import { available, paragraphs, type Bench, type Section } from './section.ts';

/** How long an event may be on its way after the last tool has ended. */
const DELIVERY_WAIT_MS = 5000;

const METHOD = `The endpoint is healthy. The tool captures one event and then, with nothing in between, calls process.exit(0) or is killed with
SIGKILL; then the endpoint is watched for ${DELIVERY_WAIT_MS / 1000} s. What is not there by then may still come with a later run of the same tool: that is
tried for the SDK that keeps state ("later": of these, delivered by the next courier).`;

/** Whether an event is delivered when the program ends the moment after it was captured. */
export const afterExit: Section = {
  id: 'after-exit',
  title: 'Delivered or not after process.exit and SIGKILL',
  async run(bench) {
    const { ready, skipped } = available(bench, [APPEND, OVERT_ON, OVERT_COURIER, ...PEERS]);
    const workspace = createWorkspace();
    const trials = ready.flatMap((variant) => [
      { variant, ending: 'exit' as const, runs: [] as Run[] },
      { variant, ending: 'kill' as const, runs: [] as Run[] },
    ]);
    for (const trial of trials) trial.runs.push(...(await runTrial(bench, trial, workspace)));
    const tallies = await countDelivered(bench, trials);
    workspace.remove();
    const tally = (variant: Variant, ending: Ending): Tally =>
      tallies.find((one) => one.variant === variant && one.ending === ending) ?? NONE;
    const rows = ready.map((variant) => [
      variant.name,
      text(tally(variant, 'exit')),
      text(tally(variant, 'kill')),
    ]);
    const ours = tallies.filter(({ variant, ending }) => variant.overt === true && ending === 'exit');
    return {
      text: paragraphs(
        METHOD,
        table(['', 'process.exit(0) right after capture', 'SIGKILL right after capture'], rows),
        skipped,
      ),
      measured: { deliveredAfterExit: ours.length === 0 ? undefined : percentDelivered(ours) },
    };
  },
};

type Run = { readonly sample: Sample; readonly stateFolder: string };
type Trial = { readonly variant: Variant; readonly ending: Ending; readonly runs: readonly Run[] };

/** `delivered` counts those that came later, too. */
type Tally = Omit<Trial, 'runs'> & {
  readonly runs: number;
  readonly delivered: number;
  readonly later: number;
};

const NONE: Tally = { variant: APPEND, ending: 'exit', runs: 0, delivered: 0, later: 0 };

async function runTrial(
  bench: Bench,
  { variant, ending }: Trial,
  workspace: Workspace,
): Promise<readonly Run[]> {
  const shared = workspace.fresh();
  // With a shared state folder the first run starts the courier, so that none is due for those that follow.
  if (variant.state === 'shared') {
    const { id } = await takeOne(bench, variant, { stateFolder: shared, ending: 'natural' });
    if (variant.delivery === 'courier') await bench.sink.waitFor([id], DELIVERY_WAIT_MS);
  }
  const runs: Run[] = [];
  for (let run = 0; run < bench.options.endings; run++) {
    const stateFolder = variant.state === 'shared' ? shared : workspace.fresh();
    runs.push({ stateFolder, sample: await takeOne(bench, variant, { stateFolder, ending }) });
  }
  return runs;
}

function takeOne(
  { sink, launcher, options }: Bench,
  variant: Variant,
  how: { readonly stateFolder: string; readonly ending: Ending },
): Promise<Sample> {
  return takeSample(launcher, { variant, ...how, endpoint: sink.healthyUrl, capMs: options.capMs });
}

async function countDelivered(bench: Bench, trials: readonly Trial[]): Promise<readonly Tally[]> {
  const sent = trials.filter(({ variant }) => variant !== APPEND);
  const ids = sent.flatMap(({ runs }) => runs.map(({ sample }) => sample.id));
  const first = await bench.sink.waitFor(ids, DELIVERY_WAIT_MS);
  for (const { variant, runs } of sent) {
    if (variant.delivery === 'courier')
      await deliverLater(
        bench,
        variant,
        runs.filter(({ sample }) => !first.has(sample.id)),
      );
  }
  const all = await bench.sink.waitFor(ids, DELIVERY_WAIT_MS);
  return trials.map(({ variant, ending, runs }) => {
    if (variant === APPEND)
      return { variant, ending, runs: runs.length, delivered: countOnDisk(runs), later: 0 };
    const delivered = runs.filter(({ sample }) => all.has(sample.id)).length;
    const later = delivered - runs.filter(({ sample }) => first.has(sample.id)).length;
    return { variant, ending, runs: runs.length, delivered, later };
  });
}

/** The next run of the tool with the same state; where none would be due for an hour, a flush stands for its courier. */
async function deliverLater(bench: Bench, variant: Variant, missing: readonly Run[]): Promise<void> {
  for (const stateFolder of new Set(missing.map((run) => run.stateFolder))) {
    await takeOne(bench, variant, { stateFolder, ending: variant.state === 'shared' ? 'flush' : 'natural' });
  }
}

function countOnDisk(runs: readonly Run[]): number {
  return runs.filter(({ sample, stateFolder }) => {
    const file = appendFile(stateFolder);
    return existsSync(file) && readFileSync(file, 'utf8').includes(String(sample.id));
  }).length;
}

function percentDelivered(tallies: readonly Tally[]): number {
  const sum = (pick: (tally: Tally) => number): number =>
    tallies.reduce((total, tally) => total + pick(tally), 0);
  return (100 * sum(({ delivered }) => delivered)) / sum(({ runs }) => runs);
}

function text({ variant, runs, delivered, later }: Tally): string {
  if (variant === APPEND) return `${delivered}/${runs} on disk`;
  return `${delivered}/${runs}${later > 0 ? `, ${later} of them later` : ''}`;
}
