import { mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { BUILTIN_EVENTS } from '../../src/catalogue/builtin.ts';
import { listClosedFields } from '../../src/catalogue/closed-fields.ts';
import type { ConsentPolicy } from '../../src/consent/policy.ts';
import { runCourier } from '../../src/courier/courier.ts';
import { PLAN_FORMAT, type CourierPlan } from '../../src/courier/plan.ts';
import { readAccount } from '../../src/ledger/account.ts';
import type { LedgerView } from '../../src/ledger/view.ts';
import type { System } from '../../src/platform/platform.ts';
import { resolveQuota, resolveSampling } from '../../src/sampling/sampling.ts';
import type { BatchEvent } from '../../src/sinks/batch.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { totalOf } from '../../src/spool/counts.ts';
import { statePlaces } from '../../src/spool/folders.ts';
import { DEFAULT_LIMITS } from '../../src/spool/limits.ts';
import { markProcess } from '../../src/spool/liveness.ts';
import { makeState } from '../../src/spool/make-state.ts';
import {
  encodeLine,
  segmentName,
  type Counts,
  type EventLine,
  type HeaderLine,
} from '../../src/spool/run-file.ts';
import { createRunId } from '../../src/spool/run-id.ts';
import { memorySink } from '../../src/testing/memory-sink.ts';
import { testPlatform, type TestPlatform } from '../../src/testing/test-platform.ts';

/** A spool in which runs lie that the test has written by hand. */
export type TestSpool = {
  readonly folder: string;
  readonly platform: TestPlatform;
  /** Writes a run that ended; answers its id. */
  readonly addRun: (events: readonly Partial<EventLine>[], how?: HowRun) => string;
  /** Runs a courier, and answers all that has been delivered so far to the sink of the spool itself. */
  readonly deliver: (how?: HowDelivered) => Promise<readonly BatchEvent[]>;
  /** The account of a sink, which must add up. */
  readonly account: (sink: string) => LedgerView;
  /** What was dropped for the sink of the spool itself. */
  readonly dropped: () => Counts;
};

/** What of a courier is not as usual. */
export type HowDelivered = {
  readonly plan?: Partial<CourierPlan>;
  readonly sinks?: readonly Sink[];
  readonly force?: boolean;
};

/** What of a run is not as usual. */
export type HowRun = {
  readonly header?: Partial<HeaderLine>;
  /** Whether it ended without a word. */
  readonly died?: boolean;
  readonly pid?: number;
  /** When it last wrote. */
  readonly at?: number;
};

/** No process has this number: Linux gives out no larger ones than 4194304. */
const NOBODY = 99_999_999;

const POLICY: ConsentPolicy = {
  tool: 'test-tool',
  variable: 'TEST_TOOL_TELEMETRY',
  aliases: [],
  default: 'on',
  level: 'full',
  ci: 'off',
  text: 1,
  mandatory: false,
  configured: 'full',
};

export const PLAN: CourierPlan = {
  format: PLAN_FORMAT,
  tool: 'test-tool',
  identity: 'none',
  rotate: 'never',
  project: 'none',
  policy: POLICY,
  closed: listClosedFields(BUILTIN_EVENTS),
  sinks: [],
  dropEnvironments: ['development', 'ci-pr'],
  limits: DEFAULT_LIMITS,
  sampling: resolveSampling({}),
  quota: resolveQuota({}),
  guarantee: 'at-least-once',
  retryBaseMs: 1,
};

export function openSpool(system: Partial<System> = {}): TestSpool {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'overt-spool-')));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const made = testPlatform({ home });
  const platform = { ...made, system: { ...made.system, ...system } };
  const place = statePlaces(platform, 'test-tool')[0];
  if (place === undefined || !makeState(platform, place)) throw new Error('no state folder');
  const folder = place.path;
  let count = 0;
  const addRun = (events: readonly Partial<EventLine>[], how: HowRun = {}): string => {
    const { header = {}, died = false, pid = NOBODY, at } = how;
    count += 1;
    // Ids sort by age, as those of real runs.
    const run = createRunId({ now: () => platform.now() - 1000 + count, random: platform.random });
    const head: HeaderLine = {
      overt: 1,
      run,
      segment: 1,
      process: { ...markProcess(platform), pid, start: 'x' },
      level: 'full',
      source: 'default',
      resource: { tool: 'test-tool', version: '1.0.0' },
      ...header,
    };
    const lines = events.map((event, index) => ({
      seq: index + 1,
      time: platform.now(),
      name: 'crash',
      level: 'errors' as const,
      props: { errorClass: 'error', origin: 'exception' },
      ...event,
    }));
    const end = died ? [] : [{ end: { code: 1, durationMs: 1 } }];
    const path = join(folder, 'runs', segmentName(head.run, 1));
    writeFileSync(path, [head, ...lines, ...end].map(encodeLine).join(''), { mode: 0o600 });
    if (at !== undefined) utimesSync(path, at / 1000, at / 1000);
    return head.run;
  };
  const sink = memorySink();
  const deliver = async (how: HowDelivered = {}): Promise<readonly BatchEvent[]> => {
    const { plan = {}, sinks = [sink], force = true } = how;
    const { signal } = new AbortController();
    const run = { platform, folder, plan: { ...PLAN, ...plan }, liveSinks: sinks, signal, force };
    const outcome = await runCourier(run);
    if (outcome !== 'done') throw new Error(outcome);
    return sink.events;
  };
  const account = (name: string): LedgerView => {
    const view = readAccount(platform, folder, [name])[name];
    if (view === undefined) throw new Error(`no account of ${name}`);
    const { recorded, delivered, pending, dropped } = view;
    // Whatever happens to an event, it is in the books.
    if (recorded !== delivered + pending + totalOf(dropped)) throw new Error('the books do not balance');
    return view;
  };
  return { folder, platform, addRun, deliver, account, dropped: () => account(sink.name).dropped };
}

/** The notes of an error that was thrown in the function `name`. */
export function notesOf(name: string, more: object = {}): Pick<EventLine, 'local'> {
  const frames = [`${name} (/opt/tool/dist/cli.js:1:1)`];
  return { local: { errors: [{ type: 'Error', frames }], root: '/opt/tool', ...more } };
}
