/**
 * Time of the report over ten million events in the embedded store: `tsx packages/collector/bench/report.ts`.
 * Prints one line of JSON. "first": no rollup is made yet; "warm": nothing has changed since the last report; "live": a
 * block of 16,000 events has just been loaded into the current week; "scan": the same counts from the raw events.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport } from '../src/report/report.ts';
import { createEmbeddedStore } from '../src/store/embedded-store.ts';
import { ensureSchema } from '../src/store/schema.ts';
import type { Store } from '../src/store/store.ts';

export type ReportFigures = {
  readonly bench: 'report';
  readonly events: number;
  readonly firstMs: number;
  readonly warmMs: number;
  readonly liveMs: number;
  readonly scanMs: number;
  readonly storeMiB: number;
  readonly peakMiB: number;
};

const BLOCKS = 40;
const WARM_ROUNDS = 5;

/** 90 days, three events a run, 100,000 installs, 30 commands, 30 versions; blocks overlap by three days. */
const GENERATE = `
INSERT INTO events (project, run, seq, week, name, time, props, command, outcome, exit_code, duration_ms, error_class,
  received, level, tool, version, install, os, os_version, arch, runtime, runtime_version, resource)
WITH intDiv(number, 3) AS r,
  toUnixTimestamp64Milli(now64(3)) - 90 * 86400000 + {block:UInt32} * intDiv(87 * 86400000, ${BLOCKS})
    + sipHash64(r) % 259200000 AS ms,
  fromUnixTimestamp64Milli(toInt64(ms), 'UTC') AS t,
  sipHash64(r, 7) % 1000 AS fate,
  concat('command-', toString(sipHash64(r, 2) % 30)) AS command,
  sipHash64(number, 5) % 100000 / 10 AS duration
SELECT 'default',
  concat(arrayStringConcat(arrayMap(i -> substring('0123456789ABCDEFGHJKMNPQRSTVWXYZ', bitAnd(bitShiftRight(ms, 45 - 5 * i), 31) + 1, 1), range(10))),
    leftPad(hex(sipHash64(r, {block:UInt32})), 16, '0')) AS run,
  number % 3 + 1, toMonday(t),
  multiIf(fate < 3 AND number % 3 = 2, 'crash', fate < 6 AND number % 3 = 2, 'command.abandoned', 'command.invocation') AS name,
  t, concat('{"command":"', command, '","outcome":"ok","exitCode":0,"durationMs":', toString(duration), '}'),
  command, if(sipHash64(r, 3) % 20 = 0, 'error', 'ok'), 0, duration, if(name = 'crash', concat('Error', toString(r % 20)), ''),
  t, 'usage', 'tally', concat('1.', toString(sipHash64(r, 1) % 30), '.0'), hex(sipHash64(r % 100000)), 'linux', '6.1', 'x64',
  'node', '20.20.2', '{}'
FROM numbers({first:UInt64}, {count:UInt64})`;

const SCAN = `
SELECT command, count(), uniqExact(sipHash64(run)), uniq(install), countIf(outcome != 'ok'), quantilesDD(0.01, 0.5, 0.95)(duration_ms)
FROM events FINAL WHERE project = 'default' GROUP BY command`;

export async function benchReport(events = 10_000_000): Promise<ReportFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'overt-bench-'));
  const store = await createEmbeddedStore(join(folder, 'store'));
  try {
    await ensureSchema(store);
    const count = Math.floor(events / BLOCKS);
    for (let block = 0; block < BLOCKS; block += 1)
      await store.command(GENERATE, { block, first: block * count, count });
    forgetPeak(); // making the events takes more memory than a collector that loads them has
    const firstMs = await time(() => readReport(store, 'default'));
    const warmMs = await best(() => readReport(store, 'default'));
    const live: number[] = [];
    for (let round = 0; round < WARM_ROUNDS; round += 1) {
      await store.command(GENERATE, { block: BLOCKS, first: events + round * 16_000, count: 16_000 });
      live.push(await time(() => readReport(store, 'default')));
    }
    const reportPeakMiB = peakMiB();
    const scanMs = await best(() => store.query(SCAN));
    const figures = { firstMs, warmMs, liveMs: median(live), scanMs };
    return {
      bench: 'report',
      events: count * BLOCKS,
      ...figures,
      storeMiB: await sizeOf(store),
      peakMiB: reportPeakMiB,
    };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function best(action: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < WARM_ROUNDS; round += 1) times.push(await time(action));
  return median(times);
}

async function time(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return Math.round(performance.now() - start);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function sizeOf(store: Store): Promise<number> {
  const [row] = await store.query<{ bytes: string }>(
    'SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active',
  );
  return Math.round(Number(row?.bytes) / 1024 / 1024);
}

/** Linux's way to begin a new peak; elsewhere the figure is 0 anyway. */
function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // not Linux
  }
}

/** Of this process, with the engine in it; Linux only. */
function peakMiB(): number {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);
  } catch {
    return 0;
  }
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(`${JSON.stringify(await benchReport(Number(process.argv[2] ?? 10_000_000)))}\n`);
}
