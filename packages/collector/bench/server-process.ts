import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A collector in a process of its own, for benchmarks. */
export type ServerProcess = {
  readonly url: string;
  readonly writeKey: string;
  /** Resident memory now, and the most it ever was, in MiB. */
  readonly memory: () => { readonly nowMiB: number; readonly peakMiB: number };
  /** Processor time of all its threads so far, in seconds. */
  readonly cpuSeconds: () => number;
  readonly close: () => Promise<void>;
};

const PACKAGE = join(import.meta.dirname, '..');

/** Arguments for the collector's Node, such as `--cpu-prof`, which NODE_OPTIONS does not take. */
const NODE_ARGUMENTS = (process.env['BENCH_NODE_ARGUMENTS'] ?? '').split(' ').filter(Boolean);

/** Starts the built collector (or the source, where nothing is built) on a folder of its own. */
export async function startServerProcess(data: string): Promise<ServerProcess> {
  const built = join(PACKAGE, 'dist/cli.js');
  const entry = existsSync(built) ? [built] : ['--import', 'tsx', join(PACKAGE, 'src/cli.ts')];
  const child = spawn(
    process.execPath,
    [...NODE_ARGUMENTS, ...entry, 'serve', '--port', '0', '--data', data],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const greeting = await readUntil(child, /write key\s+(ovw_\w+)/);
  const [, url = ''] = /listening on (\S+)/.exec(greeting) ?? [];
  const [, writeKey = ''] = /write key\s+(ovw_\w+)/.exec(greeting) ?? [];
  return {
    url,
    writeKey,
    memory: () => readMemory(child.pid ?? 0),
    cpuSeconds: () => readCpuSeconds(child.pid ?? 0),
    close: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function readUntil(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (pattern.test(text)) resolve(text);
    });
    child.once('exit', () => reject(new Error(`The collector ended: ${text}`)));
  });
}

/** From Linux's /proc; elsewhere there is nothing to read, and the figures are 0. */
function readMemory(pid: number): { nowMiB: number; peakMiB: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string): number =>
      Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
    return { nowMiB: field('VmRSS'), peakMiB: field('VmHWM') };
  } catch {
    return { nowMiB: 0, peakMiB: 0 };
  }
}

/** Linux counts in hundredths of a second; elsewhere the figure is 0. */
function readCpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user = 0, system = 0] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return (user + system) / 100;
  } catch {
    return 0;
  }
}
