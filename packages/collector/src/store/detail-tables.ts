/**
 * What the report says of agents, and of how commands were started and came out. Remade by week, as the other rollups are
 * (report/details.ts).
 */

/** Read as it was sent: kept beside the row when it is inserted, since to look into the resource of each row takes longer than all else. */
export const MADE_COLUMNS: readonly string[] = ['startedBy', 'agent'].map(
  (field) =>
    `ALTER TABLE events ADD COLUMN IF NOT EXISTS ${nameMadeColumn(field)} LowCardinality(String)
    MATERIALIZED simpleJSONExtractString(resource, '${field}')`,
);

function nameMadeColumn(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Commands by how they came out and who started them. */
export const ROLLUP_OUTCOMES = `
CREATE TABLE IF NOT EXISTS rollup_outcomes (
  week Date,
  project LowCardinality(String),
  command String,
  outcome String,
  started_by String,
  agent String,
  all_events Float64,
  version DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(version)
ORDER BY (week, project, command, outcome, started_by, agent)`;

/**
 * Events of which more is read than has a column. \`subject\` is what an event is about: a tool, a model, a command. \`kind\` is of what
 * kind: of an error, of friction; of costs, the currency. Numbers are weighed: whole ones add up exactly to 2^53.
 */
export const ROLLUP_DETAILS = `
CREATE TABLE IF NOT EXISTS rollup_details (
  week Date,
  project LowCardinality(String),
  name String,
  agent String,
  subject String,
  outcome String,
  kind String,
  all_events Float64,
  input_tokens Float64,
  output_tokens Float64,
  cache_read_tokens Float64,
  cache_write_tokens Float64,
  reasoning_tokens Float64,
  cost_nanos Float64,
  durations AggregateFunction(quantilesDD(0.01, 0.5, 0.95), Float64),
  first_tokens AggregateFunction(quantilesDD(0.01, 0.5, 0.95), Float64),
  version DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(version)
ORDER BY (week, project, name, agent, subject, outcome, kind)`;

/**
 * A row for each session of a week, since one may go on in another week: \`first_weight\` is the weight of the event with which it
 * began (0 where that is not here), \`parts\` is in how many runs it was opened. By a number made of the session's own hash.
 */
export const ROLLUP_SESSIONS = `
CREATE TABLE IF NOT EXISTS rollup_sessions (
  week Date,
  project LowCardinality(String),
  session UInt64,
  agent String,
  first_weight Float64,
  min_rate Float64,
  parts UInt64,
  ends UInt64,
  outcome String,
  ended DateTime64(3, 'UTC'),
  has_parent UInt8,
  duration_ms Float64,
  version DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(version)
ORDER BY (week, project, session)`;
