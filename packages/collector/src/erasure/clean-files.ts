import { rm } from 'node:fs/promises';
import type { DataFolder } from '../data/data-folder.ts';
import type { Loader } from '../load/loader.ts';
import type { LogCursor } from '../load/log-cursor.ts';
import type { Quarantine } from '../load/quarantine.ts';
import type { LogWriter } from '../log/log-writer.ts';
import { listSegments, segmentPath } from '../log/segment.ts';
import { EVENT_COLUMNS, EVENT_COLUMNS_1 } from '../wire/row.ts';
import { dropErased } from './drop-erased.ts';
import type { ErasedIds } from './erased-ids.ts';

export type FileCleanerParts = {
  readonly folder: DataFolder;
  readonly writer: Pick<LogWriter, 'roll'>;
  readonly loader: Pick<Loader, 'flush'>;
  readonly cursor: Pick<LogCursor, 'position'>;
  readonly quarantine: Quarantine;
  readonly erased: ErasedIds;
  readonly onDropped: (receipt: string, rows: number) => void;
};

/** A full log of 1 GiB loads in less. */
const LOAD_MS = 600_000;

/** Takes the rows of erased ids out of this collector's own files. */
export type FileCleaner = {
  /**
   * The log is ended here, loaded (which leaves them out) and deleted up to this place; the quarantine is rewritten.
   * Rejects when the store does not take the log.
   */
  readonly clean: () => Promise<void>;
  readonly cleanQuarantine: () => Promise<void>;
};

export function createFileCleaner(parts: FileCleanerParts): FileCleaner {
  const { folder, writer, loader, cursor, quarantine, erased, onDropped } = parts;
  return {
    cleanQuarantine,
    async clean() {
      await writer.roll();
      if (!(await loader.flush(LOAD_MS))) throw new Error('the log could not be loaded');
      await removeLoaded();
      await cleanQuarantine();
    },
  };

  /** Also those that a crash between checkpoint and deletion has left. */
  async function removeLoaded(): Promise<void> {
    const { segment } = cursor.position();
    const loaded = (await listSegments(folder.log)).filter((number) => number < segment);
    for (const number of loaded) await rm(segmentPath(folder.log, number), { force: true });
  }

  async function cleanQuarantine(): Promise<void> {
    await quarantine.rewrite('events', (rows) => {
      const kept = dropErased(rows, columnsOfFile(rows), erased);
      for (const [receipt, count] of kept.dropped) onDropped(receipt, count);
      return kept;
    });
  }
}

/** The quarantine does not say by which version it was written, but its rows have as many columns as that one had. */
function columnsOfFile(rows: Buffer): readonly string[] {
  const end = rows.indexOf('\n');
  const columns = rows.toString('latin1', 0, end === -1 ? rows.length : end).split('\t').length;
  return columns === EVENT_COLUMNS_1.length ? EVENT_COLUMNS_1 : EVENT_COLUMNS;
}
