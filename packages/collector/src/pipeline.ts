import type { DataFolder } from './data/data-folder.ts';
import { createErasure, type Erasure } from './erasure/erasure.ts';
import { startErasing } from './erasure/start-erasing.ts';
import { CollectorError, describeError } from './errors.ts';
import { createIngest, type Ingest } from './ingest/ingest.ts';
import type { MemoryBudget } from './ingest/memory-budget.ts';
import { CLOSE_LOAD_MS, SEGMENT_BYTES } from './limits.ts';
import { Loader } from './load/loader.ts';
import { createLogCursor, type LogCursor } from './load/log-cursor.ts';
import { openQuarantine, type Quarantine } from './load/quarantine.ts';
import { storeBlock } from './load/store-block.ts';
import type { Frame } from './log/frame.ts';
import { createLogWriter } from './log/log-writer.ts';
import { createDropCount } from './erasure/drop-count.ts';
import { recoverLog, type RecoveredLog } from './log/recover-log.ts';
import { createSegmentAppender, type SegmentAppender } from './log/segment-appender.ts';
import type { Logger } from './logger.ts';
import { createBackgroundRefresh } from './report/background-refresh.ts';
import { readReport, type Report } from './report/report.ts';
import { refreshRollups } from './report/rollups.ts';
import { findKnown } from './store/find-known.ts';
import { countBrokenParts, ensureSchema } from './store/schema.ts';
import type { Store } from './store/store.ts';

/** From a request's body to the store, and back as a report. */
export type Pipeline = {
  readonly ingest: Ingest;
  /** Loads what is in the log, then reads the report. */
  readonly report: (project: string) => Promise<Report>;
  readonly backlogBytes: () => number;
  readonly isStoreFailing: () => boolean;
  /** Rows that the store will never take; they are in the folder's `quarantine`. */
  readonly quarantinedRows: () => number;
  readonly erasure: Erasure;
  readonly close: () => Promise<void>;
};

export type PipelineParts = {
  readonly folder: DataFolder;
  readonly store: Store;
  /** A store elsewhere may be away for a while: events are taken all the same, and its tables are made when it is back. */
  readonly isStoreRemote: boolean;
  readonly logger: Logger;
  readonly now: () => number;
  readonly budget: MemoryBudget;
};

/** A report waits this long for the log to be loaded; then it says what the store has. */
const REPORT_LOAD_MS = 10_000;

/** Recovers the log, then wires log, loader and store together. */
export async function openPipeline(parts: PipelineParts): Promise<Pipeline> {
  const { folder, store, logger, now, budget } = parts;
  const prepare = once(() => prepareStore(store, logger));
  if (!parts.isStoreRemote) await prepare().catch(refuseStore);
  const erasure = createErasure({
    store,
    collector: folder.id,
    prepare,
    append: (frames) => writer.append(frames),
    now,
  });
  const ingest = createIngest({
    append: (frames) => writer.append(frames),
    erased: erasure.erased,
    findKnown: async (project, runs) => {
      await prepare();
      return findKnown(store, project, runs);
    },
    budget,
    logger,
    now,
  });
  const recovered = await recoverLog(folder.log, rememberFor(ingest, erasure), logger);
  const firstSegment = recovered.nextSegment;
  const appender = createSegmentAppender({ folder: folder.log, firstSegment, segmentBytes: SEGMENT_BYTES });
  const writer = createLogWriter(appender, (bytes) => loader.notify(bytes));
  const quarantine = openQuarantine(folder.quarantine);
  const dropped = createDropCount();
  const onDeletions = (): void => rounds.wake();
  const loads = { appender, recovered, prepare, quarantine, erasure, onDropped: dropped.add, onDeletions };
  const cursor = openCursor(parts, loads);
  const loader = new Loader({
    cursor,
    durable: appender.position,
    logger,
    backlogBytes: backlogOf(recovered),
    onIdle: createIdleRefresh(parts, prepare),
  });
  const files = { folder, writer, loader, cursor, quarantine };
  const rounds = startErasing({ ...files, store, erasure, dropped, logger });
  return {
    ingest,
    erasure,
    backlogBytes: () => loader.backlogBytes,
    isStoreFailing: () => loader.isFailing,
    quarantinedRows: quarantine.rows,
    async report(project) {
      await prepare();
      await loader.flush(REPORT_LOAD_MS);
      return readReport(store, project);
    },
    async close() {
      const erasing = rounds.close();
      await loader.flush(CLOSE_LOAD_MS);
      await loader.close();
      await erasing; // it may wait for the loader, which has let go now
      await writer.close();
    },
  };
}

function rememberFor(...all: readonly Pick<Ingest, 'remember'>[]): (frame: Frame) => void {
  return (frame) => {
    for (const one of all) one.remember(frame);
  };
}

function createIdleRefresh(
  { store, now, logger }: PipelineParts,
  prepare: () => Promise<void>,
): () => Promise<void> {
  const refresh = async (): Promise<void> => {
    await prepare();
    await refreshRollups(store);
  };
  return createBackgroundRefresh(refresh, { now, logger });
}

type CursorParts = {
  readonly appender: SegmentAppender;
  readonly recovered: RecoveredLog;
  readonly prepare: () => Promise<void>;
  readonly quarantine: Quarantine;
  readonly erasure: Erasure;
  readonly onDropped: (receipt: string, rows: number) => void;
  readonly onDeletions: () => void;
};

function openCursor({ folder, store, logger }: PipelineParts, parts: CursorParts): LogCursor {
  const { appender, recovered, prepare, quarantine, erasure, onDropped, onDeletions } = parts;
  return createLogCursor({
    folder: folder.log,
    start: recovered.checkpoint,
    durable: appender.position,
    logger,
    async store(block) {
      await prepare();
      await erasure.keepUp();
      const { erased } = erasure;
      await storeBlock(block, {
        store,
        logId: folder.id,
        quarantine,
        logger,
        erased,
        onDropped,
        onDeletions,
      });
    },
  });
}

/** Bytes in the log behind the checkpoint. */
function backlogOf({ segments, checkpoint }: RecoveredLog): number {
  const left = segments.filter(({ number }) => number >= checkpoint.segment);
  const bytes = left.reduce((sum, segment) => sum + segment.bytes, 0);
  return left[0]?.number === checkpoint.segment ? bytes - checkpoint.offset : bytes;
}

function refuseStore(error: unknown): never {
  throw new CollectorError('store_broken', `The store cannot be opened: ${describeError(error)}`, {
    cause: error,
  });
}

async function prepareStore(store: Store, logger: Logger): Promise<void> {
  await ensureSchema(store);
  const parts = await countBrokenParts(store);
  if (parts > 0)
    logger('error', 'The store has set damaged parts aside; their events are missing.', { parts });
}

/** Runs `action` until it has succeeded once. */
function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= action().catch((error: unknown) => {
      done = undefined;
      throw error;
    });
    return done;
  };
}
