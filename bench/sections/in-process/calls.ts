import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkspace } from '../../measure/workspace.ts';
import { table, type Cell } from '../../report/table.ts';
import { OVERT_OFF, type Variant } from '../../variants.ts';
import type { Bench } from '../section.ts';
import { runJob, sdkOf } from './job.ts';

/** How the figures of `callTable` are taken. */
export const CALLS_METHOD = `Microseconds per call as the caller sees it (median and 99th percentile of chunks of 50 calls,
between which promises and timers run), and CPU of the whole process per call, background work included. Network is stubbed
for the SDKs that deliver in process: their best case. After the last call the process kills itself with SIGKILL;
"survived" is what was found on disk afterwards. The two kernel calls are the limit for a durable call.`;

const NS_PER_US = 1000;

type CallTimes = {
  readonly made: number;
  readonly medianNs: number;
  readonly p99Ns: number;
  readonly cpuNs: number;
};

type Subject = {
  readonly name: string;
  readonly sdk: string;
  readonly env?: Variant['env'] | undefined;
  readonly where: 'written to the kernel' | 'in memory' | 'not recorded';
};

/** The cost per call of one SDK, or why it is not known. */
export type Calls = Subject & {
  readonly times?: CallTimes;
  readonly survived?: number;
  readonly failure?: string;
};

const LIMITS: readonly Subject[] = [
  { name: 'writeSync, 400 B', sdk: 'writeSync', where: 'written to the kernel' },
  { name: 'appendFileSync, 400 B', sdk: 'appendFileSync', where: 'written to the kernel' },
];

/** Times the call that records an event, one SDK after the other. */
export async function measureCalls(bench: Bench, variants: readonly Variant[]): Promise<readonly Calls[]> {
  const found: Calls[] = [];
  for (const subject of [...LIMITS, ...variants.map(subjectOf)]) {
    const workspace = createWorkspace();
    const job = {
      mode: 'calls',
      sdk: subject.sdk,
      env: subject.env,
      stateFolder: workspace.fresh(),
    } as const;
    const args = [String(bench.options.calls)];
    const seen = await runJob(bench, { ...job, args }, (json) => json as CallTimes);
    const survived = countEvents(job.stateFolder);
    found.push(
      seen.value === undefined
        ? { ...subject, failure: seen.failure }
        : { ...subject, times: seen.value, survived },
    );
    workspace.remove();
  }
  return found;
}

/** The median cost of a call in microseconds. */
export function medianCallUs(calls: readonly Calls[], { name }: Variant): number | undefined {
  const times = calls.find((one) => one.name === name)?.times;
  return times === undefined ? undefined : times.medianNs / NS_PER_US;
}

/** A row for each SDK. */
export function callTable(calls: readonly Calls[]): string {
  const rows = calls.map(({ name, where, failure, times, survived }): Cell[] => {
    if (times === undefined) return [name, `failed: ${failure}`];
    const { made, medianNs, p99Ns, cpuNs } = times;
    return [name, micros(medianNs), micros(p99Ns), micros(cpuNs), made, where, survived];
  });
  const head = [
    '',
    'us per call',
    'p99',
    'CPU us',
    'calls',
    'when the call returns the event is',
    'survived SIGKILL',
  ];
  return table(head, rows);
}

function subjectOf(variant: Variant): Subject {
  const durable = variant.overt === true ? 'written to the kernel' : 'in memory';
  const where = variant === OVERT_OFF ? 'not recorded' : durable;
  return { name: variant.name, sdk: sdkOf(variant), env: variant.env, where };
}

/** Lines on disk that hold an event, ours or the limits' plain ones; one was recorded before the clock ran. */
function countEvents(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const lines = entries.flatMap((entry) =>
    readFileSync(join(entry.parentPath, entry.name), 'utf8').split('\n'),
  );
  const events = lines.filter((line) => line.includes('bench.done') || line.startsWith('xxx'));
  return Math.max(0, events.length - 1);
}

function micros(ns: number): string {
  return (ns / NS_PER_US).toFixed(2);
}
