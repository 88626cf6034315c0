import { resolve } from 'node:path';
import {
  forgetServer,
  makeDataFolder,
  noteServer,
  openDataFolder,
  type DataFolder,
} from './data/data-folder.ts';
import { lockDataFolder } from './data/lock.ts';
import { createApp } from './http/app.ts';
import { createMemoryBudget } from './ingest/memory-budget.ts';
import { startServer } from './http/server.ts';
import { readOrMakeKeys } from './keys/key-file.ts';
import { createKeyRing } from './keys/key-ring.ts';
import { BODY_DEADLINE_MS, MAX_BACKLOG_BYTES, MAX_BYTES_IN_FLIGHT } from './limits.ts';
import { createJsonLogger, type Logger } from './logger.ts';
import { createLoweringBoard } from './lowering/lowering-board.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import type { Report } from './report/report.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/store.ts';
import { RequestError } from './wire/request-error.ts';

/** What `startCollector` takes. */
export type CollectorOptions = {
  /** The data folder; made when it is not there. @default './overt-data' */
  readonly data?: string;
  /** The port; 0 for any that is free. @default 4766 */
  readonly port?: number;
  /** The address to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /** A ClickHouse server's URL, or a store of your own that you close yourself. @default chDB in the data folder */
  readonly store?: string | Store;
  /** Where problems go. @default one line of JSON each, on stderr */
  readonly logger?: Logger;
  /** The time, in milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Time for a whole body, in milliseconds. @default 10000 */
  readonly bodyDeadlineMs?: number;
  /** Time for the headers, in milliseconds. @default 5000 */
  readonly headersTimeoutMs?: number;
  /** Bytes of the log that may wait for the store before requests are answered with 429. @default 1 GiB */
  readonly maxBacklogBytes?: number;
};

/** A running collector. */
export type Collector = {
  readonly url: string;
  readonly port: number;
  /** Lets events into the first project. */
  readonly writeKey: string;
  /** Lets reports out. */
  readonly readKey: string;
  /** Whether this start made the keys. */
  readonly isNew: boolean;
  /** Loads what is in the log, then reads the report of a project (the first one by default). */
  readonly report: (project?: string) => Promise<Report>;
  /** Answers what is under way, loads what it can of the log (the rest waits for the next start), and lets go. */
  readonly close: () => Promise<void>;
};

/** Starts a collector. Rejects with a `CollectorError`. */
export async function startCollector(options: CollectorOptions = {}): Promise<Collector> {
  const now = options.now ?? Date.now;
  const logger = options.logger ?? createJsonLogger((line) => process.stderr.write(line), now);
  const path = resolve(options.data ?? './overt-data');
  makeDataFolder(path);
  const undo: (() => Promise<void> | void)[] = [];
  try {
    const lock = await lockDataFolder(path);
    undo.push(lock.release);
    const folder = openDataFolder(path);
    const { store, isStoreRemote, close } = await openStore(options.store, folder.store);
    undo.push(close);
    const budget = createMemoryBudget(MAX_BYTES_IN_FLIGHT);
    const pipeline = await openPipeline({ folder, store, isStoreRemote, logger, now, budget });
    undo.push(pipeline.close);
    return await serve({ folder, pipeline, logger, now, budget, options, undo });
  } catch (error) {
    await unwind(undo);
    throw error;
  }
}

type ServeParts = {
  readonly folder: DataFolder;
  readonly pipeline: Pipeline;
  readonly logger: Logger;
  readonly now: () => number;
  readonly budget: ReturnType<typeof createMemoryBudget>;
  readonly options: CollectorOptions;
  readonly undo: (() => Promise<void> | void)[];
};

async function serve(parts: ServeParts): Promise<Collector> {
  const { folder, pipeline, logger, now, budget, options, undo } = parts;
  const { keys, isNew } = await readOrMakeKeys(folder.path);
  const first = keys.projects[0];
  let isClosing = false;
  const maxBacklog = options.maxBacklogBytes ?? MAX_BACKLOG_BYTES;
  const app = createApp({
    keys: createKeyRing(folder.path, keys, now),
    ingest: pipeline.ingest,
    report: pipeline.report,
    erasure: pipeline.erasure,
    lowering: createLoweringBoard(folder.path, { logger, now }),
    budget,
    bodyDeadlineMs: options.bodyDeadlineMs ?? BODY_DEADLINE_MS,
    logger,
    health: () => ({
      backlogBytes: pipeline.backlogBytes(),
      store: pipeline.isStoreFailing() ? 'failing' : 'ok',
      quarantinedRows: pipeline.quarantinedRows(),
    }),
    refusal() {
      if (isClosing) return new RequestError('unavailable', 'The collector is stopping.');
      if (pipeline.backlogBytes() <= maxBacklog) return undefined;
      return new RequestError('slow_down', 'More events wait for the store than may wait.');
    },
  });
  const { host = '127.0.0.1', port = 4766, headersTimeoutMs } = options;
  const server = await startServer(app, { host, port, headersTimeoutMs });
  undo.push(() => {
    isClosing = true;
    return server.close();
  });
  noteServer(folder.path, { url: server.url, pid: process.pid });
  undo.push(() => forgetServer(folder.path));
  return {
    url: server.url,
    port: server.port,
    writeKey: first?.writeKeys[0] ?? '',
    readKey: keys.readKey,
    isNew,
    report: (project = first?.name ?? '') => pipeline.report(project),
    close: () => unwind(undo),
  };
}

/** Lets go in the reverse order of taking. Each step is taken out first, so a second call does nothing. */
async function unwind(undo: (() => Promise<void> | void)[]): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
}
