import type { PropValue, WireEvent } from './event.ts';
import type { Ledger } from './envelope.ts';
import type { WireRun } from './run.ts';
import { weekOfRun } from './ulid.ts';

/**
 * Rows leave here as ClickHouse's TabSeparated, in this order of columns. They are written once, when the request is
 * accepted: the log holds them, and the loader hands the same bytes to the store. A second parse costs more than
 * the larger log (docs/benchmarks.md), and TabSeparated is read by ClickHouse at half the cost of JSONEachRow.
 */
export const EVENT_COLUMNS = [
  'project',
  'run',
  'seq',
  'week',
  'name',
  'time',
  'props',
  'command',
  'outcome',
  'exit_code',
  'duration_ms',
  'error_class',
  'sample_rate',
  'received',
  'level',
  'parent',
  'tool',
  'version',
  'install',
  'os',
  'os_version',
  'arch',
  'runtime',
  'runtime_version',
  'resource',
] as const;

/** Of rows that a collector wrote before events had a rate: in segments of row format 1 (log/segment.ts). */
export const EVENT_COLUMNS_1: readonly string[] = EVENT_COLUMNS.filter((name) => name !== 'sample_rate');

/** The columns of a ledger row. */
export const LEDGER_COLUMNS = [
  'project',
  'id',
  'time',
  'recorded',
  'delivered',
  'pending',
  'dropped',
] as const;

/** `resource` fields with a column of their own; the others stay together as JSON. */
export const RESOURCE_COLUMNS = [
  'tool',
  'version',
  'install',
  'os',
  'osVersion',
  'arch',
  'runtime',
  'runtimeVersion',
] as const;
const NAMED_RESOURCE: ReadonlySet<string> = new Set(RESOURCE_COLUMNS);

/** No duration: the report leaves such rows out of its percentiles. */
const NO_DURATION = -1;
/** The largest exit code that the column holds. */
export const MAX_INT32 = 2_147_483_647;
const NEEDS_ESCAPE = /[\\\t\n\r\0]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
};

/** The part of a row that all events of a run share, made once for each run. */
export type RunColumns = { readonly before: string; readonly week: string; readonly after: string };

/** Encodes what the rows of a run have in common. */
export function encodeRun(project: string, run: WireRun, receivedMs: number): RunColumns {
  const { resource } = run;
  let after = `${encodeTime(receivedMs)}\t${run.level}\t${run.parent ?? ''}\t`;
  for (const name of RESOURCE_COLUMNS) after += `${escape(resource[name] ?? '')}\t`;
  return {
    before: `${project}\t${run.run}\t`,
    week: weekOfRun(run.run),
    after: after + encodeUnnamed(resource),
  };
}

/** The fields of a resource that have no column. */
function encodeUnnamed(resource: WireRun['resource']): string {
  const names = Object.keys(resource).filter((name) => !NAMED_RESOURCE.has(name));
  if (names.length === 0) return '{}';
  return encodeJson(Object.fromEntries(names.map((name) => [name, resource[name]])));
}

/** One row of the `events` table, with its newline. */
export function encodeEvent(run: RunColumns, event: WireEvent): string {
  const props = encodeJson(event.props);
  return `${run.before}${event.seq}\t${run.week}\t${event.name}\t${encodeTime(event.time)}\t${props}\t${extract(event)}\t${event.sampleRate ?? 1}\t${run.after}\n`;
}

/** One row of the `ledgers` table, with its newline. */
export function encodeLedger(project: string, ledger: Ledger): string {
  const { id, time, recorded, delivered, pending, dropped } = ledger;
  return `${project}\t${id}\t${time}\t${recorded}\t${delivered}\t${pending}\t${encodeJson(dropped)}\n`;
}

/** The columns that the report groups by: command, outcome, exit code, duration, error class. */
function extract(event: WireEvent): string {
  const { command, outcome, exitCode, durationMs, errorClass } = event.props;
  return `${text(command)}\t${text(outcome)}\t${int32(exitCode)}\t${duration(durationMs)}\t${text(errorClass)}`;
}

function text(value: PropValue | undefined): string {
  return typeof value === 'string' ? escape(value) : '';
}

function int32(value: PropValue | undefined): number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MAX_INT32 ? value : 0;
}

function duration(value: PropValue | undefined): number {
  // Beyond what a count of milliseconds can be, the store's percentiles fail.
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : NO_DURATION;
}

/** DateTime64(3) as seconds with ten digits: with fewer, ClickHouse would look for a date. */
export function encodeTime(ms: number): string {
  const digits = String(Math.floor(ms)).padStart(13, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

/** In JSON, the backslash is the only character that needs an escape: of the others it makes its own. */
function encodeJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes('\\') ? json.replaceAll('\\', '\\\\') : json;
}

function escape(value: string): string {
  return NEEDS_ESCAPE.test(value)
    ? value.replaceAll(/[\\\t\n\r\0]/g, (char) => ESCAPES[char] ?? char)
    : value;
}
