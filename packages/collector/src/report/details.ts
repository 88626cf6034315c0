import type { Store } from '../store/store.ts';
import { readNumber, readText } from './props.ts';
import { SUMMARY_OUTCOMES } from './summaries.ts';

/** The events of which more is read than has a column. */
const AGENT_EVENTS = [
  'session.start',
  'session.turn',
  'tool.call',
  'token.usage',
  'session.error',
  'session.end',
] as const;
const DETAILED = [...AGENT_EVENTS, 'friction'] as const;

/** Where there are summaries, what they stand for is counted with the rest. */
const remakeOutcomes = (hasSummaries: boolean): string => `
INSERT INTO rollup_outcomes (week, project, command, outcome, started_by, agent, all_events, version)
SELECT week, project, command, outcome, started_by, agent, sum(weight), now64(6)
FROM (
  SELECT week, project, command, outcome, started_by, agent, 1 / sample_rate AS weight
  FROM events FINAL WHERE week IN {weeks:Array(Date)} AND name = 'command.invocation'
  ${hasSummaries ? `UNION ALL ${SUMMARY_OUTCOMES}` : ''}
)
GROUP BY week, project, command, outcome, started_by, agent`;

const REMAKE_DETAILS = `
INSERT INTO rollup_details (week, project, name, agent, subject, outcome, kind, all_events, input_tokens, output_tokens,
  cache_read_tokens, cache_write_tokens, reasoning_tokens, cost_nanos, durations, first_tokens, version)
SELECT week, project, name,
  if(name = 'friction', '', ${readText('agent')}) AS by_agent,
  multiIf(name = 'tool.call', ${readText('tool')}, name = 'friction', command, ${readText('model')}) AS subject,
  outcome,
  multiIf(name = 'token.usage', ${readText('currency')}, name = 'friction', ${readText('kind')}, ${readText('errorKind')}) AS kind,
  sum(1 / sample_rate),
  ${['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'reasoningTokens', 'costNanos']
    .map((field) => `sumIf(${readNumber(field)} / sample_rate, name = 'token.usage')`)
    .join(',\n  ')},
  quantilesDDStateIf(0.01, 0.5, 0.95)(duration_ms, duration_ms >= 0),
  quantilesDDStateIf(0.01, 0.5, 0.95)(${readNumber('firstTokenMs')}, simpleJSONHas(props, 'firstTokenMs')),
  now64(6)
FROM events FINAL WHERE week IN {weeks:Array(Date)} AND name IN {names:Array(String)}
GROUP BY week, project, name, by_agent, subject, outcome, kind`;

/** A session ends each time that its part in one process ends: its outcome is that of the last. */
const REMAKE_SESSIONS = `
INSERT INTO rollup_sessions (week, project, session, agent, first_weight, min_rate, parts, ends, outcome, ended, has_parent,
  duration_ms, version)
SELECT week, project, sipHash64(${readText('session')}) AS session, max(${readText('agent')}),
  maxIf(1 / sample_rate, name = 'session.start' AND NOT simpleJSONExtractBool(props, 'resumed')), min(sample_rate),
  countIf(name = 'session.start'), countIf(name = 'session.end'),
  argMaxIf(outcome, (time, run, seq), name = 'session.end'), maxIf(time, name = 'session.end'),
  max(simpleJSONHas(props, 'parentSession')), sumIf(duration_ms, name = 'session.end' AND duration_ms >= 0), now64(6)
FROM events FINAL
WHERE week IN {weeks:Array(Date)} AND name IN {names:Array(String)} AND ${readText('session')} != ''
GROUP BY week, project, session`;

const WEEKS_WITH = `
SELECT DISTINCT toString(week) AS found FROM events
WHERE week IN {weeks:Array(Date)} AND name IN {names:Array(String)}`;

/** Remakes what is known of the commands and agents of some weeks. Only weeks with such events are read for them. */
export async function remakeDetails(
  store: Store,
  weeks: readonly string[],
  hasSummaries: boolean,
): Promise<void> {
  await store.command(remakeOutcomes(hasSummaries), { weeks });
  const detailed = await findWeeks(store, weeks, DETAILED);
  if (detailed.length === 0) return;
  await store.command(REMAKE_DETAILS, { weeks: detailed, names: DETAILED });
  await store.command(REMAKE_SESSIONS, { weeks: detailed, names: AGENT_EVENTS });
}

/** Those of the weeks that have such events. It reads one small column, and spares statements that read many. */
export async function findWeeks(
  store: Store,
  weeks: readonly string[],
  names: readonly string[],
): Promise<string[]> {
  const rows = await store.query<{ found: string }>(WEEKS_WITH, { weeks, names });
  return rows.map(({ found }) => found);
}
