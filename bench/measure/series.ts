import { setTimeout as sleep } from 'node:timers/promises';
import type { Variant } from '../variants.ts';
import type { Launcher } from './launcher.ts';
import { takeSample, type Sample } from './sample.ts';
import type { Sink } from './sink.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** After a courier's delivery arrived, the time in which it writes its journal and ends before the next sample. */
const COURIER_SETTLE_MS = 150;

/** How long a detached delivery may take before the series goes on without it. */
const COURIER_WAIT_MS = 5000;

/** Interleaved rounds of several variants. */
export type SeriesRequest = {
  readonly variants: readonly Variant[];
  readonly rounds: number;
  /** So many of the rounds are followed by one that measures CPU and memory instead of wall time. */
  readonly usageRounds: number;
  readonly endpoint: 'healthy' | 'blackhole';
  readonly capMs: number;
};

/** What a series works with. */
export type SeriesTools = { readonly sink: Sink; readonly launcher: Launcher };

/** What a series saw of one variant. */
export type VariantSeries = {
  readonly variant: Variant;
  /** Why it could not be measured, if it could not. */
  readonly failure?: string;
  /** One a round, in the order of the rounds. */
  readonly walls: readonly Sample[];
  readonly usages: readonly Sample[];
  /** The runs before the first round: they warm the file cache, and start the courier of a shared state folder. */
  readonly warmUps: readonly Sample[];
};

type Recording = { variant: Variant; failure?: string; walls: Sample[]; usages: Sample[]; warmUps: Sample[] };

/** Runs the rounds: in each, every variant once, in a new random order. */
export async function runSeries(
  request: SeriesRequest,
  tools: SeriesTools,
): Promise<readonly VariantSeries[]> {
  const workspace = createWorkspace();
  const recordings = request.variants.map((variant): Recording => ({
    variant,
    walls: [],
    usages: [],
    warmUps: [],
  }));
  const runner = { request, workspace, ...tools };
  for (const recording of recordings) await warmUp(runner, recording);
  for (let round = 0; round < request.rounds; round++) {
    await runRound(runner, recordings, 'walls');
    if (round < request.usageRounds) await runRound(runner, recordings, 'usages');
  }
  await deliverRest(runner, recordings);
  workspace.remove();
  return recordings;
}

type Runner = SeriesTools & { readonly request: SeriesRequest; readonly workspace: Workspace };

/** Twice: the first run fills caches (and, with a shared state folder, starts the courier), the second is the steady state. */
async function warmUp(runner: Runner, recording: Recording): Promise<void> {
  for (let run = 0; run < 2; run++) {
    const sample = await takeNext(runner, recording.variant, false);
    recording.warmUps.push(sample);
    if (sample.code !== 0 && !sample.capped) {
      recording.failure = failureOf(sample);
      return;
    }
    if (run === 0) await settle(runner, recording.variant, sample);
  }
}

async function runRound(
  runner: Runner,
  recordings: readonly Recording[],
  kind: 'walls' | 'usages',
): Promise<void> {
  for (const recording of shuffled(recordings)) {
    if (recording.failure !== undefined) continue;
    const sample = await takeNext(runner, recording.variant, kind === 'usages');
    recording[kind].push(sample);
    if (recording.variant.state === 'fresh') await settle(runner, recording.variant, sample);
  }
}

function takeNext(
  { request, sink, launcher, workspace }: Runner,
  variant: Variant,
  probe: boolean,
): Promise<Sample> {
  const endpoint = request.endpoint === 'healthy' ? sink.healthyUrl : sink.blackholeUrl;
  const stateFolder = workspace.folderFor(variant);
  return takeSample(launcher, { variant, endpoint, probe, stateFolder, capMs: request.capMs });
}

/** Waits for a courier that the run started, so that it takes no CPU from the next sample. */
async function settle({ request, sink }: Runner, variant: Variant, sample: Sample): Promise<void> {
  if (variant.delivery !== 'courier') return;
  if (request.endpoint === 'healthy') {
    await sink.waitFor([sample.id], COURIER_WAIT_MS);
  } else {
    // By now it hangs at the endpoint, and the tool it came from has ended: it would only pile up with the next ones.
    await sleep(COURIER_SETTLE_MS);
    await sink.release();
  }
  await sleep(COURIER_SETTLE_MS);
}

/** What a shared state folder holds goes with the next courier that is due: stands for that by asking for a flush. */
async function deliverRest(runner: Runner, recordings: readonly Recording[]): Promise<void> {
  const { request, sink, launcher, workspace } = runner;
  if (request.endpoint !== 'healthy') return;
  for (const { variant, failure } of recordings) {
    if (variant.delivery !== 'courier' || variant.state !== 'shared' || failure !== undefined) continue;
    const stateFolder = workspace.folderFor(variant);
    await takeSample(launcher, {
      variant,
      endpoint: sink.healthyUrl,
      stateFolder,
      ending: 'flush',
      capMs: request.capMs,
    });
  }
}

function failureOf(sample: Sample): string {
  const line =
    sample.stderr.split('\n').find((text) => /error/i.test(text)) ??
    sample.stderr.trim().split('\n')[0] ??
    '';
  return `ended with code ${sample.code}: ${line.trim()}`;
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  const order = items.map((item) => ({ item, key: Math.random() }));
  return order.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}
