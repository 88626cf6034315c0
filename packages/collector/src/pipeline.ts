import type { DataFolder } from './data/data-folder.ts';
import type { MemoryBudget } from './ingest/memory-budget.ts';
import { createIngest, type Ingest } from './ingest/ingest.ts';
import { CLOSE_LOAD_MS } from './limits.ts';
import { createLoader } from './load/loader.ts';
import { createLogCursor } from './load/log-cursor.ts';
import { storeBlock } from './load/store-block.ts';
import { readCheckpoint } from './log/checkpoint.ts';
import { createLogWriter } from './log/log-writer.ts';
import { recoverLog } from './log/recover-log.ts';
import type { Logger } from './logger.ts';
import { readReport, type Report } from './report/report.ts';
import { findKnown } from './store/find-known.ts';
import { ensureSchema } from './store/schema.ts';
import type { Store } from './store/store.ts';

/** From a request's body to the store, and back as a report. */
export type Pipeline = {
  readonly ingest: Ingest;
  readonly report: (project: string) => Promise<Report>;
  readonly backlogBytes: () => number;
  readonly isStoreFailing: () => boolean;
  readonly close: () => Promise<void>;
};

export type PipelineParts = {
  readonly folder: DataFolder;
  readonly store: Store;
  readonly logger: Logger;
  readonly now: () => number;
  readonly budget: MemoryBudget;
};

/** A report waits this long for the log to be loaded; then it says what the store has. */
const REPORT_LOAD_MS = 10_000;

/** Recovers the log, then wires log, loader and store together. */
export async function openPipeline(parts: PipelineParts): Promise<Pipeline> {
  const { folder, store, logger, now, budget } = parts;
  const ingest = createIngest({
    append: (frames) => writer.append(frames),
    findKnown: (project, runs) => findKnown(store, project, runs),
    budget,
    logger,
    now,
  });
  const { segments, nextSegment } = await recoverLog(folder.log, ingest.remember, logger);
  const start = await readCheckpoint(folder.log);
  const writer = createLogWriter({
    folder: folder.log,
    firstSegment: nextSegment,
    onDurable: (bytes) => loader.notify(bytes),
  });
  const prepare = once(() => ensureSchema(store));
  const cursor = createLogCursor({
    folder: folder.log,
    start,
    durable: writer.position,
    logger,
    async store(block) {
      await prepare();
      await storeBlock(block, { store, logId: folder.id, quarantineFolder: folder.quarantine, logger });
    },
  });
  const left = segments.reduce((sum, { number, bytes }) => sum + (number < start.segment ? 0 : bytes), 0);
  const loader = createLoader({
    cursor,
    durable: writer.position,
    logger,
    backlogBytes: Math.max(0, left - start.offset),
  });
  return {
    ingest,
    backlogBytes: loader.backlogBytes,
    isStoreFailing: loader.isFailing,
    async report(project) {
      await prepare();
      await loader.flush(REPORT_LOAD_MS);
      return readReport(store, project);
    },
    async close() {
      await loader.flush(CLOSE_LOAD_MS);
      await loader.close();
      await writer.close();
    },
  };
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
