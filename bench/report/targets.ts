import { figure, table } from './table.ts';

/** The figures that DESIGN.md section 9 sets a target for. */
export type Measurements = {
  readonly addedMs: number;
  readonly addedRatio: number;
  readonly addedMb: number;
  readonly courierAddedMs: number;
  readonly offAddedMs: number;
  readonly blackholeAddedMs: number;
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
};

// DESIGN.md section 9.
const TARGETS: readonly Target[] = [
  { key: 'addedMs', what: 'wall time added to a run', limit: 2, unit: 'ms', bound: 'at most' },
  { key: 'addedRatio', what: 'paired median ratio to bare', limit: 1.05, unit: '', bound: 'at most' },
  { key: 'addedMb', what: 'peak memory added', limit: 3, unit: 'MB', bound: 'at most' },
  {
    key: 'courierAddedMs',
    what: 'added in the run that starts the courier',
    limit: 8,
    unit: 'ms',
    bound: 'at most',
  },
  { key: 'offAddedMs', what: 'added when off', limit: 0.2, unit: 'ms', bound: 'at most' },
  {
    key: 'blackholeAddedMs',
    what: 'added, endpoint blackholed (target: as healthy)',
    limit: 2,
    unit: 'ms',
    bound: 'at most',
  },
  { key: 'importOnMs', what: 'import of the SDK, on', limit: 2, unit: 'ms', bound: 'at most' },
  { key: 'importOffMs', what: 'import of the SDK, off', limit: 1, unit: 'ms', bound: 'at most' },
  { key: 'recordUs', what: 'record one event, durable', limit: 15, unit: 'us', bound: 'at most' },
  { key: 'sdkKb', what: 'SDK on disk', limit: 200, unit: 'kB', bound: 'at most' },
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
  },
  {
    key: 'collectorReportSeconds',
    what: 'collector, report over 10 M events',
    limit: 0.3,
    unit: 's',
    bound: 'at most',
  },
];

/** The targets beside what was measured, with by how much each was missed. */
export function compareWithTargets(measured: Measured): string {
  const rows = TARGETS.map(({ key, what, limit, unit, bound }) => {
    const value = measured[key];
    const target = `${bound} ${withUnit(limit, unit)}`;
    if (value === undefined) return [what, target, undefined, 'not measured in this run'];
    return [what, target, withUnit(value, unit), verdict(value, { limit, unit, bound })];
  });
  return table(['what', 'target', 'measured', ''], rows);
}

function verdict(value: number, { limit, unit, bound }: Pick<Target, 'limit' | 'unit' | 'bound'>): string {
  const excess = bound === 'at most' ? value - limit : limit - value;
  if (excess <= 0) return 'met';
  const share = limit === 0 ? '' : ` (${figure((excess / limit) * 100)} %)`;
  return `**missed** by ${withUnit(excess, unit)}${share}`;
}

function withUnit(value: number, unit: string): string {
  // Two decimals below 100, so that a ratio such as 1.05 stays what it is.
  const text = Math.abs(value) >= 100 ? figure(value) : String(Number(value.toFixed(2)));
  return `${text} ${unit}`.trim();
}
