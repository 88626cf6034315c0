import type { Store } from '../store/store.ts';

/** How many events a request is about. Those that are there twice count once; FINAL would need the memory to merge all others. */
export async function countEvents(store: Store, receipt: string): Promise<number> {
  const [row] = await store.query<{ found: string }>(
    `SELECT uniqExact(project, run, seq) AS found FROM events
    WHERE (project, install) IN (
      SELECT project, arrayJoin(ids) FROM deletions FINAL WHERE receipt = {receipt:String}
    )`,
    { receipt },
  );
  return Number(row?.found ?? 0);
}

/** Whether the store still rewrites parts of the table, from an earlier try. */
export async function isRewriting(store: Store): Promise<boolean> {
  const [row] = await store.query<{ open: string }>(
    `SELECT count() AS open FROM system.mutations
    WHERE database = currentDatabase() AND table = 'events' AND NOT is_done`,
  );
  return Number(row?.open ?? 0) > 0;
}

/**
 * Rewrites the parts of the table that hold the events, and comes back when that is done. The ids are read from a table:
 * the text of a mutation is kept in a file. A server that stops in the middle goes on with it by itself.
 */
export async function removeEvents(store: Store, receipts: readonly string[]): Promise<void> {
  await store.command(
    `ALTER TABLE events DELETE WHERE (project, install) IN (
      SELECT project, arrayJoin(ids) FROM deletions FINAL WHERE receipt IN {receipts:Array(String)}
    ) SETTINGS mutations_sync = 2, allow_nondeterministic_mutations = 1`,
    { receipts },
  );
}

/** Tables in whose files the ids, or what was counted by them or hashed for them, may be. */
const SWEPT = ['events', 'deletions', 'rollup_installs', 'rollup_sessions'] as const;

/** Replaces the rows that newer ones stand for: requests with ids, states of counts in which an id took part. */
export async function replaceOldRows(store: Store): Promise<void> {
  await store.command('OPTIMIZE TABLE deletions FINAL');
  await store.command('OPTIMIZE TABLE rollup_installs FINAL');
  await store.command('OPTIMIZE TABLE rollup_sessions FINAL');
}

/** The store's time, as it is written in SQL. */
export async function readTime(store: Store): Promise<string> {
  const [row] = await store.query<{ time: string }>('SELECT toString(now()) AS time');
  return row?.time ?? '';
}

/** How many files of before, which nothing reads any more, are still on the disk. */
export async function countOldParts(store: Store, before: string): Promise<number> {
  const [row] = await store.query<{ parts: string }>(
    `SELECT count() AS parts FROM system.parts WHERE database = currentDatabase() AND NOT active AND rows > 0
    AND table IN {tables:Array(String)} AND remove_time <= parseDateTimeBestEffort({before:String})`,
    { tables: SWEPT, before },
  );
  return Number(row?.parts ?? 0);
}

/**
 * Makes the store look now which files it can let go: dropping a partition that there is not does nothing else. By
 * itself it looks after up to a minute. Whoever may not do that waits.
 */
export async function sweep(store: Store): Promise<void> {
  for (const table of SWEPT)
    await store.command(`ALTER TABLE ${table} DROP PARTITION ID '19000101'`).catch(() => undefined);
}
