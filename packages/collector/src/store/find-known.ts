import type { RunSeqs } from '../wire/batch.ts';
import type { Store } from './store.ts';

/** The ids, as `<run>.<seq>`, of those events that the store already has. */
export async function findKnown(
  store: Store,
  project: string,
  runs: readonly RunSeqs[],
): Promise<Set<string>> {
  if (runs.length === 0) return new Set();
  const rows = await store.query<{ run: string; seq: string }>(
    'SELECT DISTINCT run, seq FROM events WHERE project = {project:String} AND run IN {runs:Array(String)}',
    { project, runs: runs.map(({ run }) => run) },
  );
  return new Set(rows.map(({ run, seq }) => `${run}.${seq}`));
}
