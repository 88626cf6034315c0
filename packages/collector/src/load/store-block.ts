import type { FrameKind } from '../log/frame.ts';
import { rowsOf, type Block } from '../log/read-block.ts';
import type { Logger } from '../logger.ts';
import type { Quarantine } from './quarantine.ts';
import { dropErased } from '../erasure/drop-erased.ts';
import type { ErasedIds } from '../erasure/erased-ids.ts';
import { DELETION_COLUMNS } from '../erasure/deletion-row.ts';
import type { RowBlock, Store } from '../store/store.ts';
import { EVENT_COLUMNS, EVENT_COLUMNS_1, LEDGER_COLUMNS } from '../wire/row.ts';

export type StoreBlockOptions = {
  readonly store: Store;
  /** Makes block names of this log differ from those of another collector on the same store. */
  readonly logId: string;
  /** Rows of these are left out. */
  readonly erased: ErasedIds;
  /** So many rows were left out for a receipt. */
  readonly onDropped: (receipt: string, rows: number) => void;
  /** Requests for deletion have come to the store. */
  readonly onDeletions: () => void;
  /** Where rows go that the store will never take. */
  readonly quarantine: Quarantine;
  readonly logger: Logger;
};

/** The columns of the rows in a block. What is left of an earlier version's log is loaded as that one wrote it. */
function columnsOf(kind: FrameKind, rowFormat: number | undefined): readonly string[] {
  if (kind === 'ledgers') return LEDGER_COLUMNS;
  if (kind === 'deletions') return DELETION_COLUMNS;
  return rowFormat === 1 ? EVENT_COLUMNS_1 : EVENT_COLUMNS;
}

const KINDS: readonly FrameKind[] = ['events', 'ledgers', 'deletions'];

/** Brings a block into the store; rejects when the store failed and the block should be tried again. */
export async function storeBlock(whole: Block, options: StoreBlockOptions): Promise<void> {
  const dropped = new Map<string, number>();
  const block = options.erased.isEmpty() ? whole : leaveOutErased(whole, options.erased, dropped);
  for (const table of KINDS) {
    const { rows, count } = rowsOf(block, table);
    if (count === 0) continue;
    const token = `${options.logId}/${block.segment}/${block.from}-${block.end}/${table}`;
    const isTaken = await insert(
      { table, columns: columnsOf(table, block.rowFormat), rows, token },
      options.store,
    );
    if (!isTaken) await storeOneByOne(block, table, options);
    if (table === 'deletions') options.onDeletions();
  }
  // Last, since all of this is done again when the store fails.
  for (const [receipt, rows] of dropped) options.onDropped(receipt, rows);
}

/** Rows that came before their id was erased, or while the store was away and nobody knew. */
function leaveOutErased(block: Block, erased: ErasedIds, dropped: Map<string, number>): Block {
  const columns = columnsOf('events', block.rowFormat);
  const frames = block.frames.map((frame) => {
    if (frame.kind !== 'events') return frame;
    const kept = dropErased(frame.payload, columns, erased);
    for (const [receipt, rows] of kept.dropped) dropped.set(receipt, (dropped.get(receipt) ?? 0) + rows);
    return { ...frame, payload: kept.rows, rows: kept.count };
  });
  return { ...block, frames: frames.filter(({ rows }) => rows > 0) };
}

/** Some row of the block is refused. One request's rows at a time, only those that hold it are set aside. */
async function storeOneByOne(block: Block, table: FrameKind, options: StoreBlockOptions): Promise<void> {
  const frames = block.frames.filter((frame) => frame.kind === table);
  for (const [index, frame] of frames.entries()) {
    const place = `${block.segment}-${block.from}-${index}`;
    const token = `${options.logId}/${place}/${table}/one`;
    const one = { table, columns: columnsOf(table, block.rowFormat), rows: frame.payload, token };
    if (await insert(one, options.store)) continue;
    const path = await options.quarantine.keep(frame, place);
    options.logger('error', 'The store refuses these rows; they are set aside.', { rows: frame.rows, path });
  }
}

async function insert(rows: RowBlock, store: Store): Promise<boolean> {
  const result = await store.insert(rows);
  if (result.outcome === 'failed') throw result.error;
  return result.outcome === 'stored';
}
