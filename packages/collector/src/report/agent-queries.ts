import { MAX_LINES } from './lines.ts';

/** Percentiles of these, as everywhere in the report. */
const PERCENTILES = 'quantilesDDMerge(0.01, 0.5, 0.95)';
const FROM = 'FROM rollup_details AS d FINAL WHERE project = {project:String} AND name';
/** By currency, of the lines that name one. */
const COSTS = `sumMapIf(map(kind, d.cost_nanos), kind != '')`;

/** Whether there is anything: each event of an agent has its line in this table. */
export const ANY = `SELECT name FROM rollup_details WHERE project = {project:String} AND name != 'friction' LIMIT 1`;

/**
 * All parts of a session are one row here, whatever week they are of. Where events were sampled, a session stands for 1 / the rate of the
 * event with which it began: of each that began, that is there with just this chance, whichever of its parts are.
 */
export const SESSIONS = `
SELECT agent, sum(weight) AS sessions, sumIf(weight, parent) AS subSessions, sumIf(weight, opened > 1) AS resumed,
  sumMap(map(if(closed < opened OR closed = 0, 'open', last), weight)) AS outcomes,
  quantilesDDIf(0.01, 0.5, 0.95)(duration, closed > 0) AS durations
FROM (
  SELECT session, max(s.agent) AS agent, multiIf(max(first_weight) > 0, max(first_weight), min(min_rate) >= 1, 1, 0) AS weight,
    max(has_parent) AS parent, sum(parts) AS opened, sum(ends) AS closed, argMaxIf(s.outcome, ended, ends > 0) AS last,
    sum(duration_ms) AS duration
  FROM rollup_sessions AS s FINAL WHERE project = {project:String}
  GROUP BY session
)
GROUP BY agent ORDER BY sessions DESC, agent LIMIT ${MAX_LINES}`;

export const BY_AGENT = `
SELECT agent, sumIf(d.all_events, name = 'session.turn') AS turns, sumIf(d.all_events, name = 'tool.call') AS toolCalls,
  sumIf(d.all_events, name = 'session.error') AS errors, sum(d.input_tokens) AS inputTokens,
  sum(d.output_tokens) AS outputTokens, ${COSTS.replace("kind != ''", "name = 'token.usage' AND kind != ''")} AS costs
FROM rollup_details AS d FINAL WHERE project = {project:String} AND name != 'friction' GROUP BY agent`;

export const TOKENS = `
SELECT subject AS model, sum(d.input_tokens) AS inputTokens, sum(d.output_tokens) AS outputTokens,
  sum(d.cache_read_tokens) AS cacheReadTokens, sum(d.cache_write_tokens) AS cacheWriteTokens,
  sum(d.reasoning_tokens) AS reasoningTokens, ${COSTS} AS costs
${FROM} = 'token.usage' GROUP BY subject ORDER BY inputTokens + outputTokens DESC, model LIMIT ${MAX_LINES}`;

export const ALL_COSTS = `SELECT ${COSTS} AS costs ${FROM} = 'token.usage'`;

export const TURNS = `
SELECT subject AS model, sum(d.all_events) AS turns, sumIf(d.all_events, outcome = 'error') AS failures,
  ${PERCENTILES}(d.durations) AS took, ${PERCENTILES}(d.first_tokens) AS first
${FROM} = 'session.turn' GROUP BY subject ORDER BY turns DESC, model LIMIT ${MAX_LINES}`;

/** Of a hostile sender's kinds of errors, no more than it has lines. */
export const TOOLS = `
SELECT subject AS tool, sum(d.all_events) AS calls, sumIf(d.all_events, outcome IN ('error', 'timeout')) AS errors,
  sumIf(d.all_events, outcome = 'denied') AS denied,
  sumMapIf(map(if(kind = '', outcome, kind), d.all_events), outcome IN ('error', 'timeout')) AS errorKinds,
  ${PERCENTILES}(d.durations) AS took
${FROM} = 'tool.call' GROUP BY subject ORDER BY calls DESC, tool LIMIT ${MAX_LINES}`;

export const ERRORS = `
SELECT kind AS errorKind, sum(d.all_events) AS count ${FROM} = 'session.error'
GROUP BY kind ORDER BY count DESC, errorKind LIMIT ${MAX_LINES}`;
