import { randomBytes } from 'node:crypto';
import type { Store } from '../store/store.ts';
import type { ErasedMark } from './erased-ids.ts';

/** How far a request is. `removed`: nothing of it is read any more; what is left is old files of the store. */
export const STEP = { requested: 0, removed: 1, confirmed: 2 } as const;

/** A request that is not confirmed yet. */
export type OpenDeletion = { readonly project: string; readonly receipt: string; readonly step: number };

/** What is kept of a request for good. */
export type DeletionRecord = {
  readonly receipt: string;
  readonly project: string;
  readonly tool: string;
  readonly state: 'requested' | 'confirmed';
  /** ISO 8601, in UTC. */
  readonly asked: string;
  readonly confirmed: string | null;
  readonly ids: number;
  /** Events that were removed from the store, the log and the quarantine. */
  readonly events: number;
};

/** Marks are held in memory: 100,000 take about 15 MB. The newest count, since their ids may still have events on their way. */
const MAX_MARKS = 100_000;

/** The key for marks, made by the first who asks: all collectors on one store have to make the same marks. */
export async function readOrMakeKey(store: Store): Promise<string> {
  const select = 'SELECT key FROM erasure_key ORDER BY made, key LIMIT 1';
  const [found] = await store.query<{ key: string }>(select);
  if (found !== undefined) return found.key;
  const made = randomBytes(32).toString('hex');
  await store.command("INSERT INTO erasure_key (made, key) SELECT now64(6, 'UTC'), {made:String}", { made });
  const [first] = await store.query<{ key: string }>(select);
  return first?.key ?? made;
}

/** Differs whenever there is another request since then. */
export async function readFingerprint(store: Store, sinceMs: number): Promise<string> {
  const [row] = await store.query<{ fingerprint: string }>(
    `SELECT toString(groupBitXor(cityHash64(receipt))) AS fingerprint FROM (
      SELECT DISTINCT receipt FROM deletions WHERE asked > fromUnixTimestamp64Milli({sinceMs:Int64})
    )`,
    { sinceMs },
  );
  return row?.fingerprint ?? '';
}

/** The marks of what was asked for since then. */
export function readMarks(store: Store, sinceMs: number): Promise<ErasedMark[]> {
  return store.query<ErasedMark>(
    `SELECT project, receipt, arrayJoin(marks) AS mark FROM (
      SELECT project, receipt, marks, asked FROM deletions FINAL WHERE asked > fromUnixTimestamp64Milli({sinceMs:Int64})
    ) ORDER BY asked DESC LIMIT ${MAX_MARKS}`,
    { sinceMs },
  );
}

/** Those of all collectors that are not confirmed. */
export async function readOpen(store: Store): Promise<OpenDeletion[]> {
  return await store.query<OpenDeletion>(
    `SELECT project, receipt, step FROM deletions FINAL WHERE step < ${STEP.confirmed} ORDER BY asked`,
  );
}

/** Which of the requests somebody may ask about again: by its receipt, or by the name of its ids, since then. */
export async function findDeletion(
  store: Store,
  { project, receipt = '', request = '', sinceMs }: DeletionQuery,
): Promise<{ readonly receipt: string; readonly step: number } | undefined> {
  const rows = await store.query<{ receipt: string; step: number }>(
    `SELECT receipt, step FROM deletions FINAL WHERE project = {project:String}
    AND (receipt = {receipt:String} OR (request = {request:String} AND asked > fromUnixTimestamp64Milli({sinceMs:Int64})))
    ORDER BY asked DESC LIMIT 1`,
    { project, receipt, request, sinceMs },
  );
  return rows[0];
}

export type DeletionQuery = {
  readonly project: string;
  readonly receipt?: string;
  readonly request?: string;
  readonly sinceMs: number;
};

/** The newest requests of a project. */
export async function listDeletions(store: Store, project: string): Promise<DeletionRecord[]> {
  const rows = await store.query<
    Record<'receipt' | 'tool' | 'asked' | 'confirmed' | 'events', string> & Counts
  >(
    `SELECT receipt, tool, step, id_count, found AS events,
      formatDateTime(deletions.asked, '%FT%TZ', 'UTC') AS asked, formatDateTime(deletions.confirmed, '%FT%TZ', 'UTC') AS confirmed
    FROM deletions FINAL WHERE project = {project:String} ORDER BY deletions.asked DESC, receipt LIMIT 1000`,
    { project },
  );
  return rows.map(({ receipt, tool, asked, confirmed, events, step, id_count: ids }) => ({
    receipt,
    project,
    tool,
    state: step === STEP.confirmed ? 'confirmed' : 'requested',
    asked,
    confirmed: step === STEP.confirmed ? confirmed : null,
    ids,
    events: Number(events),
  }));
}

type Counts = { readonly step: number; readonly id_count: number };

/** Brings a request to the next step. Its ids go with the first; whoever was faster is not overtaken. */
export async function advance(
  store: Store,
  receipt: string,
  to: { readonly step: number; readonly found: number },
): Promise<void> {
  await store.command(
    `INSERT INTO deletions (project, receipt, request, tool, asked, ids, id_count, marks, step, found, confirmed)
    SELECT project, receipt, request, tool, asked, [], id_count, marks, {step:UInt8}, found + {found:UInt64},
      if({step:UInt8} = ${STEP.confirmed}, now64(3, 'UTC'), deletions.confirmed)
    FROM deletions FINAL WHERE receipt = {receipt:String} AND step = {step:UInt8} - 1`,
    { receipt, ...to },
  );
}
