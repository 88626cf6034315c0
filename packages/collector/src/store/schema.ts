import { MADE_COLUMNS, ROLLUP_DETAILS, ROLLUP_OUTCOMES, ROLLUP_SESSIONS } from './detail-tables.ts';
import type { Store } from './store.ts';

/**
 * `events`: one row an event, whoever sent it and however often. The sorting key is the event's id, and the partition
 * is a function of the run id, so copies always meet in one partition and ReplacingMergeTree removes them; FINAL makes
 * that true before the merge has run. Strings that the report groups by are LowCardinality; the others are not, since
 * reading thirteen such columns costs 3 us a row.
 *
 * fsync_after_insert: a segment of the log is deleted when its rows are here, so "here" has to mean on the disk.
 * non_replicated_deduplication_window: a block that is sent again after a crash is known by its name.
 */
const EVENTS = `
CREATE TABLE IF NOT EXISTS events (
  project LowCardinality(String),
  run String CODEC(ZSTD),
  seq UInt64 CODEC(Delta, ZSTD),
  week Date CODEC(Delta, ZSTD),
  name LowCardinality(String),
  time DateTime64(3, 'UTC') CODEC(Delta, ZSTD),
  props String CODEC(ZSTD),
  command LowCardinality(String),
  outcome LowCardinality(String),
  exit_code Int32 CODEC(ZSTD),
  duration_ms Float64 CODEC(ZSTD),
  error_class LowCardinality(String),
  sample_rate Float64 DEFAULT 1 CODEC(ZSTD),
  received DateTime64(3, 'UTC') CODEC(Delta, ZSTD),
  level String CODEC(ZSTD),
  parent String CODEC(ZSTD),
  tool String CODEC(ZSTD),
  version LowCardinality(String),
  install String CODEC(ZSTD),
  os String CODEC(ZSTD),
  os_version String CODEC(ZSTD),
  arch String CODEC(ZSTD),
  runtime String CODEC(ZSTD),
  runtime_version String CODEC(ZSTD),
  resource String CODEC(ZSTD)
) ENGINE = ReplacingMergeTree
PARTITION BY week
ORDER BY (project, run, seq)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000`;

/**
 * What a request for deletion waits for is that the files of before are gone. The store keeps them for eight minutes, for
 * the case that a power cut takes a new one: so new ones are synced, and the old can go at once.
 */
const SHORT_LIVED = 'old_parts_lifetime = 1, min_rows_to_fsync_after_merge = 1';

/**
 * `deletions`: one row a request (src/erasure). Its ids are in it until they have been removed; what stays is the proof. The row of
 * the highest \`step\` wins.
 */
const DELETIONS = `
CREATE TABLE IF NOT EXISTS deletions (
  project LowCardinality(String),
  receipt String,
  request String,
  tool String,
  asked DateTime64(3, 'UTC'),
  ids Array(String),
  id_count UInt32,
  marks Array(String),
  step UInt8,
  found UInt64,
  confirmed DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(step)
ORDER BY (project, receipt)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, ${SHORT_LIVED}`;

/** Which collector has emptied its own files for which request. */
const DELETION_ACKS = `
CREATE TABLE IF NOT EXISTS deletion_acks (
  receipt String,
  collector String,
  rows UInt64,
  at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(at)
ORDER BY (receipt, collector)`;

/** The collectors on this store, and when each was last there. */
const COLLECTORS = `
CREATE TABLE IF NOT EXISTS collectors (
  collector String,
  seen DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(seen)
ORDER BY collector`;

/** The key for the marks of erased ids. Here, and not in a data folder, since all collectors on a store need the same. */
const ERASURE_KEY = `
CREATE TABLE IF NOT EXISTS erasure_key (
  made DateTime64(6, 'UTC'),
  key String
) ENGINE = MergeTree
ORDER BY made
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`;

/** `ledgers`: the newest account of each spool, by the sender's own time. */
const LEDGERS = `
CREATE TABLE IF NOT EXISTS ledgers (
  project LowCardinality(String),
  id String,
  time UInt64,
  recorded UInt64,
  delivered UInt64,
  pending UInt64,
  dropped String
) ENGINE = ReplacingMergeTree(time)
ORDER BY (project, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000`;

/**
 * The rollups: what the report needs of each week, remade from `events FINAL` when the week's parts have changed
 * (report/rollups.ts). What begins with `all_` counts each event for those that its sampling left out, too; `all_commands` counts a summary for the commands that it stands for. The newest \`version\` of a row wins; quantilesDD keeps percentiles within 1 %.
 */
const ROLLUP_EVENTS = `
CREATE TABLE IF NOT EXISTS rollup_events (
  week Date,
  project LowCardinality(String),
  name String,
  command String,
  release String,
  error_class String,
  events UInt64,
  failures UInt64,
  durations AggregateFunction(quantilesDD(0.01, 0.5, 0.95), Float64),
  version DateTime64(6, 'UTC'),
  all_events Float64,
  all_failures Float64,
  all_commands Float64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (week, project, name, command, release, error_class)`;

const ROLLUP_COMMANDS = `
CREATE TABLE IF NOT EXISTS rollup_commands (
  week Date,
  project LowCardinality(String),
  command String,
  runs UInt64,
  failures UInt64,
  durations AggregateFunction(quantilesDD(0.01, 0.5, 0.95), Float64),
  version DateTime64(6, 'UTC'),
  all_runs Float64,
  all_failures Float64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (week, project, command)`;

/** A run lies in one week, so its counts add up over weeks; only installs need a state that can be united. */
const ROLLUP_RUNS = `
CREATE TABLE IF NOT EXISTS rollup_runs (
  week Date,
  project LowCardinality(String),
  release String,
  runs UInt64,
  version DateTime64(6, 'UTC'),
  all_runs Float64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (week, project, release)`;

const ROLLUP_INSTALLS = `
CREATE TABLE IF NOT EXISTS rollup_installs (
  week Date,
  project LowCardinality(String),
  installs AggregateFunction(uniq, String),
  version DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(version)
ORDER BY (week, project)`;

const ROLLUP_WEEKS = `
CREATE TABLE IF NOT EXISTS rollup_weeks (
  week Date,
  parts UInt64,
  version DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree(version)
ORDER BY week`;

/** What tables of earlier versions lack. */
const ADDED: readonly string[] = [
  'ALTER TABLE events ADD COLUMN IF NOT EXISTS sample_rate Float64 DEFAULT 1 CODEC(ZSTD) AFTER error_class',
  'ALTER TABLE rollup_events ADD COLUMN IF NOT EXISTS all_events Float64',
  'ALTER TABLE rollup_events ADD COLUMN IF NOT EXISTS all_failures Float64',
  'ALTER TABLE rollup_events ADD COLUMN IF NOT EXISTS all_commands Float64',
  'ALTER TABLE rollup_commands ADD COLUMN IF NOT EXISTS all_runs Float64',
  'ALTER TABLE rollup_commands ADD COLUMN IF NOT EXISTS all_failures Float64',
  'ALTER TABLE rollup_runs ADD COLUMN IF NOT EXISTS all_runs Float64',
  `ALTER TABLE events MODIFY SETTING ${SHORT_LIVED}`,
  `ALTER TABLE rollup_installs MODIFY SETTING ${SHORT_LIVED}`,
  `ALTER TABLE rollup_sessions MODIFY SETTING ${SHORT_LIVED}`,
  ...MADE_COLUMNS,
];

/** Makes the tables that are not there yet, and brings those of earlier versions to this one. */
export async function ensureSchema(store: Store): Promise<void> {
  for (const table of [
    EVENTS,
    LEDGERS,
    ROLLUP_EVENTS,
    ROLLUP_COMMANDS,
    ROLLUP_RUNS,
    ROLLUP_INSTALLS,
    ROLLUP_OUTCOMES,
    ROLLUP_DETAILS,
    ROLLUP_SESSIONS,
    ROLLUP_WEEKS,
    DELETIONS,
    DELETION_ACKS,
    COLLECTORS,
    ERASURE_KEY,
    ...ADDED,
  ])
    await store.command(table);
}

/** ClickHouse starts without parts that it finds damaged, and says nothing. Answers how many it has set aside. */
export async function countBrokenParts(store: Store): Promise<number> {
  const rows = await store.query<{ broken: string }>(
    "SELECT count() AS broken FROM system.detached_parts WHERE database = currentDatabase() AND reason LIKE 'broken%'",
  );
  return Number(rows[0]?.broken ?? 0);
}
