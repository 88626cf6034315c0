import type { Store } from '../store/store.ts';
import { findWeeks, remakeDetails } from './details.ts';
import { NO_FAILURES } from './lines.ts';
import { EVENT_ROLLUP_COLUMNS, REMAKE_SUMMARIES, SUMMARY } from './summaries.ts';

type Week = { readonly week: string; readonly parts: string; readonly events: string };

/** In each fingerprint. Whoever changes what a rollup holds raises it, and then all weeks are remade once. */
const FORMAT = 6;

/**
 * The weeks whose parts are not those from which their rollup was made. A part's name is never used twice, so an equal
 * fingerprint means the very same rows; anything else (an insert, a merge, a second collector) remakes the week. So does
 * that a week has no rows any more: its fingerprint is 0 then.
 */
const STALE_WEEKS = `
SELECT if(partition = '', made.week, partition) AS week, toString(fingerprint) AS parts, events FROM (
  SELECT partition, cityHash64(${FORMAT}, arraySort(groupArray(name))) AS fingerprint, sum(rows) AS events
  FROM system.parts WHERE database = currentDatabase() AND table = 'events' AND active AND rows > 0
  GROUP BY partition
) AS now FULL JOIN (SELECT toString(week) AS week, parts FROM rollup_weeks FINAL) AS made ON now.partition = made.week
WHERE made.parts != now.fingerprint
ORDER BY week DESC`;

/** Versions are the store's own clock, taken in the statement, so two collectors on one store cannot disagree. */
const REMAKE_EVENTS = `
INSERT INTO rollup_events ${EVENT_ROLLUP_COLUMNS}
SELECT week, project, name, command, version AS release, error_class, count(),
  countIf(name = 'command.invocation' AND outcome NOT IN ${NO_FAILURES}),
  quantilesDDStateIf(0.01, 0.5, 0.95)(duration_ms, name = 'command.invocation' AND duration_ms >= 0), now64(6),
  sum(1 / sample_rate), sumIf(1 / sample_rate, name = 'command.invocation' AND outcome NOT IN ${NO_FAILURES}),
  sumIf(1 / sample_rate, name = 'command.invocation')
FROM events FINAL WHERE week IN {weeks:Array(Date)} AND name != '${SUMMARY}'
GROUP BY week, project, name, command, version, error_class`;

/** What the report says of commands: to unite their durations over thirty releases each time took half of its time. */
const REMAKE_COMMANDS = `
INSERT INTO rollup_commands (week, project, command, runs, failures, durations, version, all_runs, all_failures)
SELECT week, project, command, sum(events), sum(failures), quantilesDDMergeState(0.01, 0.5, 0.95)(durations), now64(6),
  sum(all_commands), sum(all_failures)
FROM rollup_events FINAL WHERE week IN {weeks:Array(Date)} AND name IN ('command.invocation', '${SUMMARY}')
GROUP BY week, project, command`;

/**
 * Runs by release, and over all releases (the row whose release is empty: no tool may have that). Counting 64-bit hashes takes a fifth of the memory of counting ids; in a week of
 * a million runs two meet with a chance of 1 in 37 million. Without FINAL, which would cost as much again: a copy of an
 * event adds neither a run nor an install.
 */
const REMAKE_RUNS = `
INSERT INTO rollup_runs (week, project, release, runs, version, all_runs)
SELECT week, project, release, uniqExactMerge(runs) AS found, now64(6), found
FROM (
  SELECT week, project, version AS release, uniqExactState(sipHash64(run)) AS runs
  FROM events WHERE week IN {weeks:Array(Date)}
  GROUP BY week, project, version
)
GROUP BY GROUPING SETS ((week, project, release), (week, project))`;

/**
 * The same of weeks with sampled events. All events of a run are drawn by the same lot, so a run is seen as often as that
 * event of it which is sampled least: it stands for 1 / the highest rate in it. That takes a row for each run.
 */
const REMAKE_SAMPLED_RUNS = `
INSERT INTO rollup_runs (week, project, release, runs, version, all_runs)
SELECT week, project, release, count(), now64(6), sum(1 / rate)
FROM (
  SELECT week, project, version AS release, sipHash64(run) AS hash, max(sample_rate) AS rate
  FROM events WHERE week IN {weeks:Array(Date)}
  GROUP BY week, project, version, hash
)
GROUP BY GROUPING SETS ((week, project, release), (week, project))`;

const SAMPLED_WEEKS = `
SELECT DISTINCT toString(week) AS sampled FROM events WHERE week IN {weeks:Array(Date)} AND sample_rate < 1`;

/** In a table of their own, and not by release: their states are larger than all else that a report reads. */
const REMAKE_INSTALLS = `
INSERT INTO rollup_installs (week, project, installs, version)
SELECT week, project, uniqStateIf(install, install != ''), now64(6)
FROM events WHERE week IN {weeks:Array(Date)}
GROUP BY week, project`;

const REMAKE_WEEKS = `
INSERT INTO rollup_weeks (week, parts, version)
SELECT entry.1, toUInt64(entry.2), now64(6)
FROM (SELECT arrayJoin(arrayZip({weeks:Array(Date)}, {parts:Array(String)})) AS entry)`;

/** Weeks are remade together up to so many events: a statement costs 20 ms, and memory grows with what it reads. */
const EVENTS_PER_STATEMENT = 500_000;

/** Remakes the rollups that are stale; answers how many weeks that were. */
export function refreshRollups(store: Store): Promise<number> {
  const turn = (lastTurn.get(store) ?? Promise.resolve()).then(() => refresh(store));
  lastTurn.set(
    store,
    turn.catch(() => undefined),
  );
  return turn;
}

/** One refresh at a time: of two, the one that read first could write last, over rows that the other has taken away. */
const lastTurn = new WeakMap<Store, Promise<unknown>>();

async function refresh(store: Store): Promise<number> {
  const stale = await store.query<Week>(STALE_WEEKS);
  for (const group of groupWeeks(stale)) {
    const weeks = group.map(({ week }) => week);
    const began = await readTime(store);
    // The fingerprints were taken before the rows are read, and are written last: whatever comes in between, or dies
    // in between, leaves a fingerprint that differs from the parts, and the week is made once more.
    await store.command(REMAKE_EVENTS, { weeks });
    const summed = await findWeeks(store, weeks, [SUMMARY]);
    if (summed.length > 0) await store.command(REMAKE_SUMMARIES, { weeks: summed });
    await store.command(REMAKE_COMMANDS, { weeks });
    await remakeDetails(store, weeks, summed.length > 0);
    await remakeRuns(store, weeks);
    await store.command(REMAKE_INSTALLS, { weeks });
    await removeLeftovers(store, weeks, began);
    await store.command(REMAKE_WEEKS, { weeks, parts: group.map(({ parts }) => parts) });
  }
  return stale.length;
}

/**
 * What has no events any more (erased ones) is not made anew, so its last row would stay. Such rows are older than this
 * refresh, and nothing newer stands in their place.
 */
async function removeLeftovers(store: Store, weeks: readonly string[], began: string): Promise<void> {
  const left = ROLLUPS.map(
    (table) => `SELECT '${table}' AS name FROM ${table} FINAL WHERE ${LEFT_OVER} LIMIT 1`,
  );
  const found = await store.query<{ name: string }>(left.join(' UNION ALL '), { weeks, began });
  for (const { name } of found)
    await store.command(`ALTER TABLE ${name} DELETE WHERE ${LEFT_OVER} SETTINGS mutations_sync = 2`, {
      weeks,
      began,
    });
}

const ROLLUPS = [
  'rollup_events',
  'rollup_commands',
  'rollup_runs',
  'rollup_installs',
  'rollup_outcomes',
  'rollup_details',
  'rollup_sessions',
] as const;
const LEFT_OVER = "week IN {weeks:Array(Date)} AND version < toDateTime64({began:String}, 6, 'UTC')";

/** The store's own clock, as `version` has it. */
async function readTime(store: Store): Promise<string> {
  const [row] = await store.query<{ time: string }>("SELECT toString(now64(6, 'UTC')) AS time");
  return row?.time ?? '';
}

async function remakeRuns(store: Store, weeks: readonly string[]): Promise<void> {
  const rows = await store.query<{ sampled: string }>(SAMPLED_WEEKS, { weeks });
  const sampled = new Set(rows.map((row) => row.sampled));
  const whole = weeks.filter((week) => !sampled.has(week));
  if (whole.length > 0) await store.command(REMAKE_RUNS, { weeks: whole });
  if (sampled.size > 0) await store.command(REMAKE_SAMPLED_RUNS, { weeks: [...sampled] });
}

function groupWeeks(weeks: readonly Week[]): Week[][] {
  const groups: Week[][] = [];
  let events = 0;
  for (const week of weeks) {
    events += Number(week.events);
    if (groups.length === 0 || events > EVENTS_PER_STATEMENT) {
      groups.push([]);
      events = Number(week.events);
    }
    groups.at(-1)?.push(week);
  }
  return groups;
}
