import type { Store } from '../store/store.ts';
import { readAgents, type AgentReport } from './agents.ts';
import { readLedgers, type LedgerTotals } from './ledgers.ts';
import { MAX_LINES, toCount } from './lines.ts';
import { refreshRollups } from './rollups.ts';
import { readUse, type UseReport } from './starters.ts';
import { SUMMARY } from './summaries.ts';

/** One command of the tool. Durations are in milliseconds, within 1 %; null when none was sent. */
export type CommandLine = {
  readonly command: string;
  readonly runs: number;
  readonly failures: number;
  readonly failureRate: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
};

export type VersionLine = {
  readonly version: string;
  readonly runs: number;
  readonly failures: number;
  readonly crashes: number;
};

export type CrashLine = {
  readonly errorClass: string;
  readonly count: number;
  readonly versions: readonly string[];
};

export type AbandonedLine = { readonly command: string; readonly runs: number };

/** What a project's events say. */
export type Report = UseReport & {
  readonly project: string;
  /**
   * Whether events were sampled by their senders. Then an event counts for 1 / its rate, and counts of events, runs,
   * failures and crashes are estimates. `totals.installs` is of those that were seen, so there may be more.
   */
  readonly isEstimated: boolean;
  /** `stored` is how many events are here. `installs` is exact up to 65,536 and within about 0.5 % beyond. */
  readonly totals: {
    readonly events: number;
    readonly stored: number;
    readonly runs: number;
    readonly installs: number;
  };
  readonly commands: readonly CommandLine[];
  readonly versions: readonly VersionLine[];
  readonly crashes: readonly CrashLine[];
  readonly abandoned: readonly AbandonedLine[];
  readonly agents: AgentReport;
  readonly ledgers: LedgerTotals;
};

const FROM_EVENTS = 'FROM rollup_events FINAL WHERE project = {project:String}';
const FROM_RUNS = 'FROM rollup_runs FINAL WHERE project = {project:String}';

/** Runs of which a summary is all that came: it counts for one by itself. */
const SUMMED_RUNS = `sumIf(all_commands - all_events, name = '${SUMMARY}')`;

const TOTALS = `SELECT runs + summed AS runs, installs, events, stored FROM (
  SELECT sum(all_runs) AS runs ${FROM_RUNS} AND release = ''
) AS r CROSS JOIN (
  SELECT uniqMerge(installs) AS installs FROM rollup_installs FINAL WHERE project = {project:String}
) AS i CROSS JOIN (
  SELECT sum(all_events) AS events, sum(rollup_events.events) AS stored, ${SUMMED_RUNS} AS summed ${FROM_EVENTS}
) AS e`;

const COMMANDS = `
SELECT command, sum(c.all_runs) AS runs, sum(c.all_failures) AS failures, quantilesDDMerge(0.01, 0.5, 0.95)(durations) AS durations
FROM rollup_commands AS c FINAL WHERE project = {project:String}
GROUP BY command ORDER BY runs DESC, command LIMIT ${MAX_LINES}`;

const VERSIONS = `
SELECT version, seen + summed AS runs, failures, crashes FROM (
  SELECT release AS version, sum(all_runs) AS seen ${FROM_RUNS} AND release != '' GROUP BY release
) AS r LEFT JOIN (
  SELECT release AS version, sum(all_failures) AS failures, sumIf(all_events, name = 'crash') AS crashes, ${SUMMED_RUNS} AS summed
  ${FROM_EVENTS} GROUP BY release
) AS e USING (version)
ORDER BY runs DESC, version LIMIT ${MAX_LINES}`;

const CRASHES = `
SELECT error_class AS errorClass, sum(all_events) AS count, arraySort(groupUniqArray(${MAX_LINES})(release)) AS versions
${FROM_EVENTS} AND name = 'crash'
GROUP BY error_class ORDER BY count DESC, errorClass LIMIT ${MAX_LINES}`;

const ABANDONED = `
SELECT command, sum(all_events) AS runs ${FROM_EVENTS} AND name = 'command.abandoned'
GROUP BY command ORDER BY runs DESC, command LIMIT ${MAX_LINES}`;

/** Reads a project's report from the store, remaking first what has changed since the last one. */
export async function readReport(store: Store, project: string): Promise<Report> {
  await refreshRollups(store);
  const params = { project };
  const [[totals], commands, versions, crashes, abandoned, ledgers, agents, use] = await Promise.all([
    store.query<Record<'events' | 'stored' | 'runs' | 'installs', string>>(TOTALS, params),
    store.query<CommandRow>(COMMANDS, params),
    store.query<Record<'version' | 'runs' | 'failures' | 'crashes', string>>(VERSIONS, params),
    store.query<{ errorClass: string; count: string; versions: string[] }>(CRASHES, params),
    store.query<Record<'command' | 'runs', string>>(ABANDONED, params),
    readLedgers(store, project),
    readAgents(store, project),
    readUse(store, project),
  ]);
  const [events, stored] = [toCount(totals?.events), Number(totals?.stored)];
  return {
    project,
    isEstimated: events !== stored,
    totals: { events, stored, runs: toCount(totals?.runs), installs: Number(totals?.installs) },
    commands: commands.map(toCommandLine),
    versions: versions.map((line) => ({
      version: line.version,
      runs: toCount(line.runs),
      failures: toCount(line.failures),
      crashes: toCount(line.crashes),
    })),
    crashes: crashes.map((line) => ({ ...line, count: toCount(line.count) })),
    abandoned: abandoned.map((line) => ({ command: line.command, runs: toCount(line.runs) })),
    ...use,
    agents,
    ledgers,
  };
}

type CommandRow = Record<'command' | 'runs' | 'failures', string> & {
  durations: [number | null, number | null];
};

function toCommandLine(row: CommandRow): CommandLine {
  const [runs, failures] = [toCount(row.runs), toCount(row.failures)];
  const [p50Ms, p95Ms] = row.durations;
  return {
    command: row.command,
    runs,
    failures,
    failureRate: Number(row.failures) / Number(row.runs),
    p50Ms,
    p95Ms,
  };
}
