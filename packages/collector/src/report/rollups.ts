import type { Store } from '../store/store.ts';

type Week = { readonly week: string; readonly parts: string; readonly events: string };

/** In each fingerprint. Whoever changes what a rollup holds raises it, and then all weeks are remade once. */
const FORMAT = 2;

/**
 * The weeks whose parts are not those from which their rollup was made. A part's name is never used twice, so an equal
 * fingerprint means the very same rows; anything else (an insert, a merge, a second collector) remakes the week.
 */
const STALE_WEEKS = `
SELECT partition AS week, toString(fingerprint) AS parts, events FROM (
  SELECT partition, cityHash64(${FORMAT}, arraySort(groupArray(name))) AS fingerprint, sum(rows) AS events
  FROM system.parts WHERE database = currentDatabase() AND table = 'events' AND active
  GROUP BY partition
) AS now LEFT JOIN (SELECT toString(week) AS week, parts FROM rollup_weeks FINAL) AS made ON now.partition = made.week
WHERE made.parts != now.fingerprint
ORDER BY partition DESC`;

/** Versions are the store's own clock, taken in the statement, so two collectors on one store cannot disagree. */
const REMAKE_EVENTS = `
INSERT INTO rollup_events
SELECT week, project, name, command, version AS release, error_class, count(),
  countIf(name = 'command.invocation' AND outcome != 'ok'),
  quantilesDDStateIf(0.01, 0.5, 0.95)(duration_ms, name = 'command.invocation' AND duration_ms >= 0), now64(6)
FROM events FINAL WHERE week IN {weeks:Array(Date)}
GROUP BY week, project, name, command, version, error_class`;

/** What the report says of commands: to unite their durations over thirty releases each time took half of its time. */
const REMAKE_COMMANDS = `
INSERT INTO rollup_commands
SELECT week, project, command, sum(events), sum(failures), quantilesDDMergeState(0.01, 0.5, 0.95)(durations), now64(6)
FROM rollup_events FINAL WHERE week IN {weeks:Array(Date)} AND name = 'command.invocation'
GROUP BY week, project, command`;

/**
 * Runs by release, and over all releases (the row whose release is empty: no tool may have that). Counting 64-bit hashes takes a fifth of the memory of counting ids; in a week of
 * a million runs two meet with a chance of 1 in 37 million. Without FINAL, which would cost as much again: a copy of an
 * event adds neither a run nor an install.
 */
const REMAKE_RUNS = `
INSERT INTO rollup_runs (week, project, release, runs, version)
SELECT week, project, release, uniqExactMerge(runs), now64(6)
FROM (
  SELECT week, project, version AS release, uniqExactState(sipHash64(run)) AS runs
  FROM events WHERE week IN {weeks:Array(Date)}
  GROUP BY week, project, version
)
GROUP BY GROUPING SETS ((week, project, release), (week, project))`;

/** In a table of their own, and not by release: their states are larger than all else that a report reads. */
const REMAKE_INSTALLS = `
INSERT INTO rollup_installs
SELECT week, project, uniqStateIf(install, install != ''), now64(6)
FROM events WHERE week IN {weeks:Array(Date)}
GROUP BY week, project`;

const REMAKE_WEEKS = `
INSERT INTO rollup_weeks
SELECT entry.1, toUInt64(entry.2), now64(6)
FROM (SELECT arrayJoin(arrayZip({weeks:Array(Date)}, {parts:Array(String)})) AS entry)`;

/** Weeks are remade together up to so many events: a statement costs 20 ms, and memory grows with what it reads. */
const EVENTS_PER_STATEMENT = 500_000;

/** Remakes the rollups that are stale; answers how many weeks that were. */
export async function refreshRollups(store: Store): Promise<number> {
  const stale = await store.query<Week>(STALE_WEEKS);
  for (const group of groupWeeks(stale)) {
    const weeks = group.map(({ week }) => week);
    // The fingerprints were taken before the rows are read, and are written last: whatever comes in between, or dies
    // in between, leaves a fingerprint that differs from the parts, and the week is made once more.
    await store.command(REMAKE_EVENTS, { weeks });
    await store.command(REMAKE_COMMANDS, { weeks });
    await store.command(REMAKE_RUNS, { weeks });
    await store.command(REMAKE_INSTALLS, { weeks });
    await store.command(REMAKE_WEEKS, { weeks, parts: group.map(({ parts }) => parts) });
  }
  return stale.length;
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
