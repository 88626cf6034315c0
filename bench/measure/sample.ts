import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Variant } from '../variants.ts';
import type { Launcher, LaunchResult } from './launcher.ts';

const TOOLS = new URL('../tools/', import.meta.url);

/** Ids of 12 digits: the sink tells them apart from times and ports by their length. */
const ID_FROM = 100_000_000_000;
const ID_TO = 1_000_000_000_000;

/** How the tool ends: by itself, right after capture, killed right after capture, or by exit() after the shutdown. */
export type Ending = 'natural' | 'exit' | 'kill' | 'shutdown-exit' | 'flush';

/** One run of the measured tool. */
export type SampleRequest = {
  readonly variant: Variant;
  readonly endpoint: string;
  /** Stands for HOME and the state folder; made if it is not there. */
  readonly stateFolder: string;
  readonly ending?: Ending;
  /** Whether the child reports its CPU time and peak memory; such a sample's wall time is not used. */
  readonly probe?: boolean;
  /** After this it is killed. */
  readonly capMs: number;
};

/** What was seen of one run. */
export type Sample = Omit<LaunchResult, 'usage'> & {
  readonly id: number;
  readonly cpuMs?: number;
  readonly peakMb?: number;
  /** Of a tool that crashed: from its throw to its end. */
  readonly sinceThrowMs?: number;
};

/** Runs the tool once. */
export async function takeSample(launcher: Launcher, request: SampleRequest): Promise<Sample> {
  const { variant, ending, stateFolder, capMs } = request;
  const id = randomInt(ID_FROM, ID_TO);
  const args = [toolPath(variant.file)];
  if (ending !== undefined && ending !== 'natural') args.push(`--${ending}`);
  const env = {
    ...cleanEnvironment(stateFolder),
    BENCH_ID: String(id),
    BENCH_URL: request.endpoint,
    BENCH_FILE: appendFile(stateFolder),
    ...(request.probe === true ? { BENCH_PROBE: '1' } : {}),
    ...variant.env,
  };
  const { usage, ...seen } = await launcher.launch({ args, env, capMs });
  return { id, ...seen, ...parseUsage(usage, seen.endedAtNs) };
}

/** The path of a file in tools/. */
export function toolPath(file: string): string {
  return fileURLToPath(new URL(file, TOOLS));
}

/** Where the `append` variant writes. */
export function appendFile(stateFolder: string): string {
  return join(stateFolder, 'append.ndjson');
}

/**
 * A child's whole environment but for the benchmark's own variables. Nothing is inherited that changes what is measured:
 * NODE_EXTRA_CA_CERTS (Node 20 reads that file at start, +65 ms), NODE_OPTIONS, CI (telemetry is off there), DO_NOT_TRACK,
 * proxies.
 */
export function cleanEnvironment(stateFolder: string): NodeJS.ProcessEnv {
  const home = join(stateFolder, 'home');
  const state = join(stateFolder, 'state');
  mkdirSync(home, { recursive: true });
  mkdirSync(state, { recursive: true });
  return {
    ...pick(['PATH', 'SystemRoot', 'TMPDIR', 'TEMP']),
    HOME: home,
    USERPROFILE: home,
    LOCALAPPDATA: state,
    XDG_STATE_HOME: state,
  };
}

function pick(names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function parseUsage(text: string, endedAtNs: number): Pick<Sample, 'cpuMs' | 'peakMb' | 'sinceThrowMs'> {
  if (text === '') return {};
  const { cpuUs, peakKb, thrownAtNs } = JSON.parse(text) as Record<string, number | undefined>;
  return {
    ...(cpuUs === undefined ? {} : { cpuMs: cpuUs / 1000 }),
    ...(peakKb === undefined ? {} : { peakMb: peakKb / 1024 }),
    ...(thrownAtNs === undefined ? {} : { sinceThrowMs: (endedAtNs - thrownAtNs) / 1e6 }),
  };
}
