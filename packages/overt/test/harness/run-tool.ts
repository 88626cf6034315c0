import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Place } from './place.ts';
import { createSettings, type FixtureOptions } from './settings.ts';

export const FIXTURES = join(import.meta.dirname, '../fixtures');

/** How a fixture is run. */
export type ToolRun = {
  /** Its name in fixtures/, or an absolute path. */
  readonly fixture: string;
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  /** What `defineTelemetry` gets, over the defaults of settings.ts. */
  readonly options?: FixtureOptions;
  /** Without Overt: what it must look like from outside. */
  readonly stub?: boolean;
  /** Over the variables of the place; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What runs it, if not Node as it is installed. */
  readonly program?: string;
  /** Put before `node`, such as `strace -f`. */
  readonly wrapper?: readonly string[];
};

/** What can be seen of a tool from outside. */
export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From its start until its end and that of its output. */
  readonly wallMs: number;
};

/** A tool that runs. */
export type RunningTool = { readonly child: ChildProcess; readonly ended: Promise<Ended> };

/** Runs a fixture to its end. */
export function runTool(place: Place, run: ToolRun): Promise<Ended> {
  const { child, ended } = startTool(place, run);
  child.stdin?.end();
  return ended;
}

/** Starts a fixture; its standard input stays open. */
export function startTool(place: Place, run: ToolRun): RunningTool {
  const { program = process.execPath, wrapper = [], nodeArgs = [], args = [] } = run;
  const command = [...wrapper, program, ...nodeArgs, findFixture(run), ...args];
  const startedMs = performance.now();
  const child = spawn(command[0] ?? '', command.slice(1), { cwd: place.cwd, env: createEnv(place, run) });
  return { child, ended: observe(child, startedMs) };
}

/** The file that is run. */
export function findFixture({ fixture }: ToolRun): string {
  return fixture.startsWith('/') ? fixture : join(FIXTURES, fixture);
}

/** Made from nothing: whatever this machine has set (CI, NODE_OPTIONS, an agent's marks) is not in it. */
export function createEnv(
  place: Place,
  { options, stub = false, env = {} }: ToolRun,
): Record<string, string> {
  const whole = {
    PATH: process.env['PATH'],
    HOME: place.home,
    XDG_STATE_HOME: place.state,
    TMPDIR: place.temp,
    FIXTURE_PROGRESS: place.progressFile,
    FIXTURE_SETTINGS: JSON.stringify(createSettings(place, options)),
    FIXTURE_STUB: stub ? '1' : '',
    ...env,
  };
  return Object.fromEntries(
    Object.entries(whole).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function observe(child: ChildProcess, startedMs: number): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('latin1').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('latin1').on('data', (text: string) => (stderr += text));
  // It may be gone when we write.
  child.stdin?.on('error', () => {});
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code: number | null, signal: NodeJS.Signals | null) =>
      resolve({ code, signal, stdout, stderr, wallMs: performance.now() - startedMs }),
    );
  });
}
