import type { Store } from '../store/store.ts';

/** A collector that has said nothing for so long is not waited for: it cleans its log when it comes back, before it loads. */
const GONE_AFTER_S: number = 24 * 60 * 60;

/** Says that this collector is there. */
export async function noteCollector(store: Store, collector: string): Promise<void> {
  await store.command("INSERT INTO collectors (collector, seen) SELECT {collector:String}, now64(3, 'UTC')", {
    collector,
  });
}

/** Says that nothing of a request is left in this collector's own files, and how many rows that were. */
export async function acknowledge(
  store: Store,
  ack: { readonly receipt: string; readonly collector: string; readonly rows: number },
): Promise<void> {
  await store.command(
    "INSERT INTO deletion_acks (receipt, collector, rows, at) SELECT {receipt:String}, {collector:String}, {rows:UInt64}, now64(3, 'UTC')",
    ack,
  );
}

/** Who has acknowledged a request, who has not and is there, and how many rows it took from their files. */
export async function readAcks(
  store: Store,
  receipt: string,
): Promise<{ readonly done: readonly string[]; readonly live: readonly string[]; readonly rows: number }> {
  const acks = await store.query<{ collector: string; rows: string }>(
    'SELECT collector, rows FROM deletion_acks FINAL WHERE receipt = {receipt:String}',
    { receipt },
  );
  const live = await store.query<{ collector: string }>(
    `SELECT collector FROM collectors FINAL WHERE seen > now64(3, 'UTC') - ${GONE_AFTER_S} ORDER BY collector`,
  );
  return {
    done: acks.map(({ collector }) => collector),
    live: live.map(({ collector }) => collector),
    rows: acks.reduce((sum, { rows }) => sum + Number(rows), 0),
  };
}
