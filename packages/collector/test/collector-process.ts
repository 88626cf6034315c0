import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { onTestFinished } from 'vitest';

/** A collector in a process of its own. */
export type CollectorProcess = {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly url: string;
  /** Empty when the data folder had its keys already. */
  readonly writeKey: string;
  /** All that it has written to stderr. */
  readonly stderr: () => string;
  /** Sends a signal and waits for the end. */
  readonly end: (signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => Promise<Ended>;
};

export type Ended = { readonly code: number | null; readonly signal: string | null };
export type Finished = Ended & { readonly stdout: string; readonly stderr: string };

const PACKAGE = join(import.meta.dirname, '..');
let built: Promise<string> | undefined;

/** Starts `overt-collector serve` and waits until it listens. Ended when the test is. */
export async function startProcess(data: string, args: readonly string[] = []): Promise<CollectorProcess> {
  const child = await spawnCli(['serve', '--port', '0', '--data', data, ...args]);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', () => {
      if (/ store {2}.*\n/.test(stderr)) resolve();
    });
    child.once('exit', () => reject(new Error(`The collector ended at its start: ${stderr}`)));
  });
  return {
    child,
    pid: child.pid ?? 0,
    url: /listening on (\S+)/.exec(stderr)?.[1] ?? '',
    writeKey: /write key {2}(\S+)/.exec(stderr)?.[1] ?? '',
    stderr: () => stderr,
    end: (signal) => endChild(child, signal),
  };
}

/** Runs a command to its end. */
export async function runCli(args: readonly string[]): Promise<Finished> {
  return (await startCli(args)).finished;
}

/** Starts a command. */
export async function startCli(
  args: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly finished: Promise<Finished> }> {
  const child = await spawnCli(args);
  return { child, finished: finish(child) };
}

async function finish(child: ChildProcess): Promise<Finished> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, stdout, stderr };
}

async function spawnCli(args: readonly string[]): Promise<ChildProcess> {
  built ??= bundle();
  const child = spawn(process.execPath, [await built, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await endChild(child, 'SIGKILL');
  });
  return child;
}

async function endChild(child: ChildProcess, signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<Ended> {
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code, by] = (await ended) as [number | null, string | null];
  return { code, signal: by };
}

/** Bundled as scripts/build.ts does it, from the source as it is now, to where its dependencies are found. */
async function bundle(): Promise<string> {
  const file = join(PACKAGE, `node_modules/.overt-test/cli-${process.pid}.mjs`);
  const external = (id: string): boolean => !id.startsWith('.') && !id.startsWith('/');
  const build = await rolldown({ input: join(PACKAGE, 'src/cli.ts'), platform: 'node', external });
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
}
