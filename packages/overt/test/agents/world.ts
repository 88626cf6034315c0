import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as checks from '../../src/entry/checks.ts';
import * as cold from '../../src/entry/cold.ts';
import * as courier from '../../src/entry/courier.ts';
import * as errors from '../../src/entry/errors.ts';
import type { FileSystem } from '../../src/platform/platform.ts';
import type { BatchEvent } from '../../src/sinks/batch.ts';
import { memorySink } from '../../src/testing/memory-sink.ts';
import { testPlatform, type TestPlatform } from '../../src/testing/test-platform.ts';
import { createTelemetry } from '../../src/telemetry/define.ts';
import type { TelemetryOptions } from '../../src/telemetry/options.ts';
import type { Telemetry } from '../../src/telemetry/telemetry.ts';

/** A run of the tool: not a process of its own, but one that can be told apart, and that can die. */
export type Run = {
  readonly telemetry: Telemetry;
  readonly platform: TestPlatform;
  readonly exit: (code: number) => void;
  /** Nothing of it is called any more. */
  readonly kill: () => void;
};

/** Runs of one installation, one after the other or at once, and what has arrived of them. */
export type World = {
  readonly start: (options?: Partial<TelemetryOptions>) => Run;
  /** Lets a run deliver all that is there, and answers all that has arrived so far. */
  readonly deliver: () => Promise<readonly BatchEvent[]>;
  readonly events: readonly BatchEvent[];
  readonly misuse: () => Readonly<Record<string, number>>;
  readonly folder: string;
  readonly remove: () => void;
};

/** Above all that Linux gives out. */
const FIRST_PID = 99_000_000;

export function openWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), 'overt-agents-'));
  const alive = new Set<number>();
  const sink = memorySink();
  let pid = FIRST_PID;
  const start = (options: Partial<TelemetryOptions> = {}): Run => {
    pid += 1;
    const own = pid;
    alive.add(own);
    const made = testPlatform({ home: folder });
    const system = { ...made.system, pid: own, isAlive: (asked: number) => alive.has(asked) };
    const platform = { ...made, system, fs: withoutStarts(made.fs) };
    const code = { checks: () => checks, cold: () => cold, errors: () => errors };
    const around = { ...code, loadCourier: async () => courier };
    const telemetry = createTelemetry(
      { ...around, platform, locate: () => '' },
      {
        tool: 'scan',
        version: '1.0.0',
        consent: { default: 'on', level: 'usage', configured: true },
        delivery: { mode: 'background', intervalMs: 1_000_000 },
        sinks: [sink],
        ...options,
      },
    );
    const kill = (): void => void alive.delete(own);
    const exit = (code: number): void => {
      platform.exit(code);
      kill();
    };
    return { telemetry, platform, exit, kill };
  };
  const deliver = async (): Promise<readonly BatchEvent[]> => {
    const run = start();
    // A run that has recorded nothing knows no folder but the one that is there.
    await run.telemetry.flush();
    run.exit(0);
    return sink.events;
  };
  const misuse = (): Readonly<Record<string, number>> => {
    const path = join(folder, '.local/state/scan/telemetry/ledger.json');
    return (JSON.parse(readFileSync(path, 'utf8')) as { misuse: Record<string, number> }).misuse;
  };
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  return { start, deliver, events: sink.events, misuse, folder, remove };
}

/** The processes are not there, so the system cannot say when they started. */
function withoutStarts(fs: FileSystem): FileSystem {
  const readFile = (path: unknown, ...how: unknown[]): unknown => {
    if (/^\/proc\/\w+\/stat$/.test(String(path))) throw Object.assign(new Error('none'), { code: 'ENOENT' });
    return (fs.readFileSync as (...call: unknown[]) => unknown)(path, ...how);
  };
  return { ...fs, readFileSync: readFile as FileSystem['readFileSync'] };
}
