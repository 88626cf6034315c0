import { figure, table } from './table.ts';

/** The figures that we have set ourselves a target for. */
export type Measurements = {
  readonly addedMs: number;
  readonly addedRatio: number;
  readonly addedMb: number;
  readonly courierAddedMs: number;
  readonly offAddedMs: number;
  readonly blackholeAddedMs: number;
  readonly crashAddedMs: number;
  readonly crashBlackholeAddedMs: number;
  readonly importOnMs: number;
  readonly importOffMs: number;
  readonly recordUs: number;
  readonly sdkKb: number;
  readonly sdkDependencies: number;
  readonly deliveredAfterExit: number;
  readonly collectorEventsPerSecond: number;
  readonly collectorReportSeconds: number;
};

/** Those that were taken in this run. */
export type Measured = { readonly [Key in keyof Measurements]?: number | undefined };

type Target = {
  readonly key: keyof Measurements;
  readonly what: string;
  readonly limit: number;
  readonly unit: string;
  /** Whether the figure may not be above or not be below the limit. */
  readonly bound: 'at most' | 'at least';
  /** Why it is missed, where it is. */
  readonly why?: keyof typeof REASONS;
};

/** What stands in the way of a target, as far as we know: printed under the table where one is missed. */
const REASONS = {
  compile:
    'Wall time and import: about three quarters of what Overt adds is V8, which parses and compiles some 150 small functions in each run, and ' +
    'Node, which looks for a package, reads its package.json and links the module (the line "imports an empty package" has only that, ' +
    'and no package can be below it). The rest is some thirty file calls. What most runs never need is in other files. ' +
    'A code cache would take about 40 % off, but V8 does not verify one before it runs it, and a damaged one would end the tool. ' +
    'From Node 22 on, a tool that calls `module.enableCompileCache()` gets that for all of its code, with a checksum.',
  off: 'Off: the package has to be found, loaded and parsed before it can say that it is off, and its options are looked at then, too.',
  courier:
    'The run that starts the courier: loading `node:child_process`, the plan written with fsync, and the fork itself. Once per interval.',
  crash:
    "A crash: what reports it is loaded then (2 to 3 ms, most of it Node's), and here it is also the first event of its run, which pays for the file.",
  size:
    'On disk: redaction, the commands for users, and the copy of all of it that bundlers take are three quarters. A run loads 47 kB. What goes ' +
    'over the wire, see below, is what an installation waits for.',
  ingest:
    'Durable events: client and collector share two cores, and each event costs the collector some 11 us of processor time with the store.',
  report:
    'The report after new events: the week that they belong to is summed up again as a whole. Without new events see "warm" below.',
} as const;

const TARGETS: readonly Target[] = [
  {
    key: 'addedMs',
    what: 'wall time added to a run',
    limit: 2,
    unit: 'ms',
    bound: 'at most',
    why: 'compile',
  },
  {
    key: 'addedRatio',
    what: 'paired median ratio to bare',
    limit: 1.05,
    unit: '',
    bound: 'at most',
    why: 'compile',
  },
  { key: 'addedMb', what: 'peak memory added', limit: 3, unit: 'MB', bound: 'at most' },
  {
    key: 'courierAddedMs',
    what: 'added in the run that starts the courier',
    limit: 8,
    unit: 'ms',
    bound: 'at most',
    why: 'courier',
  },
  { key: 'offAddedMs', what: 'added when off', limit: 0.2, unit: 'ms', bound: 'at most', why: 'off' },
  {
    key: 'blackholeAddedMs',
    what: 'added, endpoint blackholed (target: as healthy)',
    limit: 2,
    unit: 'ms',
    bound: 'at most',
    why: 'compile',
  },
  {
    key: 'crashAddedMs',
    what: 'from a throw to the end',
    limit: 8,
    unit: 'ms',
    bound: 'at most',
    why: 'crash',
  },
  {
    key: 'crashBlackholeAddedMs',
    what: 'the same, endpoint blackholed',
    limit: 8,
    unit: 'ms',
    bound: 'at most',
    why: 'crash',
  },
  {
    key: 'importOnMs',
    what: 'import of the SDK, on',
    limit: 2,
    unit: 'ms',
    bound: 'at most',
    why: 'compile',
  },
  { key: 'importOffMs', what: 'import of the SDK, off', limit: 1, unit: 'ms', bound: 'at most', why: 'off' },
  { key: 'recordUs', what: 'record one event, durable', limit: 15, unit: 'us', bound: 'at most' },
  { key: 'sdkKb', what: 'SDK on disk', limit: 200, unit: 'kB', bound: 'at most', why: 'size' },
  { key: 'sdkDependencies', what: 'dependencies of the SDK', limit: 0, unit: '', bound: 'at most' },
  {
    key: 'deliveredAfterExit',
    what: 'events delivered after process.exit',
    limit: 100,
    unit: '%',
    bound: 'at least',
  },
  {
    key: 'collectorEventsPerSecond',
    what: 'collector, durable, batches of 500',
    limit: 100_000,
    unit: 'events/s',
    bound: 'at least',
    why: 'ingest',
  },
  {
    key: 'collectorReportSeconds',
    what: 'collector, report over 10 M events',
    limit: 0.3,
    unit: 's',
    bound: 'at most',
    why: 'report',
  },
];

/** The targets beside what was measured, with by how much each was missed, and why. */
export function compareWithTargets(measured: Measured): string {
  const rows = TARGETS.map((target) => {
    const { key, what, limit, unit, bound } = target;
    const value = measured[key];
    const text = `${bound} ${withUnit(limit, unit)}`;
    if (value === undefined) return [what, text, undefined, 'not measured in this run'];
    return [what, text, withUnit(value, unit), verdict(target, value)];
  });
  return [table(['what', 'target', 'measured', ''], rows), ...explainMisses(measured)].join('\n\n');
}

function explainMisses(measured: Measured): string[] {
  const missed = TARGETS.filter((target) => excessOf(target, measured[target.key]) > 0);
  const reasons = new Set(missed.flatMap(({ why }) => (why === undefined ? [] : [REASONS[why]])));
  if (reasons.size === 0) return [];
  return ['Why, where one is missed:', [...reasons].map((reason) => `- ${reason}`).join('\n')];
}

function excessOf({ limit, bound }: Target, value: number | undefined): number {
  if (value === undefined) return 0;
  return bound === 'at most' ? value - limit : limit - value;
}

function verdict(target: Target, value: number): string {
  const { limit, unit } = target;
  const excess = excessOf(target, value);
  if (excess <= 0) return 'met';
  const share = limit === 0 ? '' : ` (${figure((excess / limit) * 100)} %)`;
  return `**missed** by ${withUnit(excess, unit)}${share}`;
}

function withUnit(value: number, unit: string): string {
  // Two decimals below 100, so that a ratio such as 1.05 stays what it is.
  const text = Math.abs(value) >= 100 ? figure(value) : String(Number(value.toFixed(2)));
  return `${text} ${unit}`.trim();
}
