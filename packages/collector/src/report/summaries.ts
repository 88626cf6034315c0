import { readNumber } from './props.ts';

/** What a client sends of many runs of one command, where its author wants that: it counts as what it stands for. */
export const SUMMARY = 'command.summary';

/** How many of the runs have a duration: what runs until somebody stops it has none. Senders of before did not say; all counted. */
const SAID = `if(simpleJSONHas(props, 'timed'), ${readNumber('timed')}, stands)`;
const TIMED = `if(duration_ms >= 0, least(${SAID}, stands), 0)`;

/** Of so many runs the durations count: more than an agent needs, and a bound for what a hostile sender can make of one event. */
const MAX_DURATIONS = 500;

/** The longest is known; the others are taken to be as long as they were on average. At least one, also where none counts. */
const DURATIONS = `arrayPushBack(
    arrayWithConstant(toUInt32(least(greatest(timed - 1, 0), ${MAX_DURATIONS})), greatest(duration_ms - longest, 0) / greatest(timed - 1, 1)),
    longest)`;

/** In the order in which they are selected: those of a table of an earlier version may stand in another. */
export const EVENT_ROLLUP_COLUMNS = `(week, project, name, command, release, error_class, events, failures, durations, version,
  all_events, all_failures, all_commands)`;

/** Each event gives a row for each duration; the first of them counts for all else. */
export const REMAKE_SUMMARIES = `
INSERT INTO rollup_events ${EVENT_ROLLUP_COLUMNS}
SELECT week, project, '${SUMMARY}', command, version AS release, error_class, countIf(one.2 = 1),
  toUInt64(sumIf(failed, one.2 = 1)), quantilesDDStateIf(0.01, 0.5, 0.95)(one.1, timed > 0), now64(6),
  sumIf(1 / sample_rate, one.2 = 1), sumIf(failed / sample_rate, one.2 = 1), sumIf(stands / sample_rate, one.2 = 1)
FROM (
  SELECT week, project, command, version, error_class, sample_rate, duration_ms,
    ${readNumber('count')} AS stands, ${TIMED} AS timed, ${readNumber('longestMs')} AS longest,
    least(stands, ${readNumber('errors')} + ${readNumber('usageErrors')} + ${readNumber('crashes')}) AS failed,
    arrayJoin(arrayZip(${DURATIONS} AS durations, arrayEnumerate(durations))) AS one
  FROM events FINAL WHERE week IN {weeks:Array(Date)} AND name = '${SUMMARY}'
)
GROUP BY week, project, command, version, error_class`;

/** Of help and of versions a summary does not tell which: both are no failure. */
const OUTCOMES = `[
    ('ok', ${readNumber('ok')}), ('error', ${readNumber('errors')}), ('usage-error', ${readNumber('usageErrors')}),
    ('interrupted', ${readNumber('interrupted')}), ('crash', ${readNumber('crashes')})]`;

/** The outcomes that summaries stand for, as rows of outcome and count. */
export const SUMMARY_OUTCOMES = `
SELECT week, project, command, one.1 AS outcome, started_by, agent, one.2 / sample_rate AS weight
FROM (
  SELECT week, project, command, started_by, agent, sample_rate, ${OUTCOMES} AS told,
    arraySum(one -> one.2, told) AS total,
    arrayJoin(arrayPushBack(told, ('help-or-version', greatest(${readNumber('count')} - total, 0)))) AS one
  FROM events FINAL WHERE week IN {weeks:Array(Date)} AND name = '${SUMMARY}'
)
WHERE weight > 0`;
