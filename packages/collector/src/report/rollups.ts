import type { Store } from '../store/store.ts';

type Week = { readonly week: string; readonly parts: string };

/**
 * The weeks whose parts are not those from which their rollup was made. A part's name is never used twice, so an equal
 * fingerprint means the very same rows; anything else (an insert, a merge, a second collector) remakes the week.
 */
const STALE_WEEKS = `
SELECT partition AS week, toString(fingerprint) AS parts FROM (
  SELECT partition, cityHash64(arraySort(groupArray(name))) AS fingerprint
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
FROM events FINAL WHERE week = {week:Date}
GROUP BY week, project, name, command, version, error_class`;

/** By release, and over all releases (the row whose release is empty: no tool may have that). */
const REMAKE_RUNS = `
INSERT INTO rollup_runs
SELECT week, project, version AS release, uniqExact(run), uniqStateIf(install, install != ''), now64(6)
FROM events FINAL WHERE week = {week:Date}
GROUP BY GROUPING SETS ((week, project, version), (week, project))`;

const REMAKE_WEEK = `INSERT INTO rollup_weeks SELECT {week:Date}, {parts:UInt64}, now64(6)`;

/** Remakes the rollups that are stale; answers how many weeks that were. */
export async function refreshRollups(store: Store): Promise<number> {
  const stale = await store.query<Week>(STALE_WEEKS);
  for (const { week, parts } of stale) {
    // The fingerprint was taken before the rows are read, and is written last: whatever comes in between, or dies in
    // between, leaves a fingerprint that differs from the parts, and the week is made once more.
    await store.command(REMAKE_EVENTS, { week });
    await store.command(REMAKE_RUNS, { week });
    await store.command(REMAKE_WEEK, { week, parts });
  }
  return stale.length;
}
