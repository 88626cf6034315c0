import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { openDataFolder, readServer } from '../data/data-folder.ts';
import { lockDataFolder, type Lock } from '../data/lock.ts';
import { CollectorError, describeError } from '../errors.ts';
import { createMemoryBudget } from '../ingest/memory-budget.ts';
import { readOrMakeKeys, type Keys } from '../keys/key-file.ts';
import { MAX_BYTES_IN_FLIGHT } from '../limits.ts';
import { createJsonLogger, type Logger } from '../logger.ts';
import { openPipeline, type Pipeline } from '../pipeline.ts';
import { openStore } from '../store/open-store.ts';
import { chooseProject } from './choose-project.ts';

export type FolderOptions = {
  readonly data: string;
  readonly project?: string;
  readonly store?: string;
};

/** What a command asks: of a collector that runs, or of the store itself when there is none. */
export type Question<Answer> = {
  readonly askServer: (server: Server) => Promise<Answer>;
  readonly askPipeline: (pipeline: Pipeline, project: string) => Promise<Answer>;
};

/** A collector that has the folder open, and what it takes to talk to it. */
export type Server = {
  readonly project: string;
  readonly keys: Keys;
  /** Its answer as JSON. Rejects when it is none. */
  readonly fetch: (path: string, key: string, body?: unknown) => Promise<unknown>;
};

/** Asks the collector that has the folder open; opens the store itself when there is none. */
export async function withCollector<Answer>(
  options: FolderOptions,
  question: Question<Answer>,
): Promise<Answer> {
  const folder = resolve(options.data);
  if (!existsSync(folder))
    throw new CollectorError('data_folder_missing', `There is no data folder ${folder}.`);
  const lock = await tryLock(folder);
  try {
    const { keys } = await readOrMakeKeys(folder);
    const project = chooseProject(keys, options.project);
    if (lock === undefined) return await question.askServer({ project, keys, fetch: createFetch(folder) });
    return await openAlone(folder, options.store, (pipeline) => question.askPipeline(pipeline, project));
  } finally {
    await lock?.release();
  }
}

/** Undefined when a collector has the folder. The lock decides, not server.json: that may be left from a kill. */
async function tryLock(folder: string): Promise<Lock | undefined> {
  try {
    return await lockDataFolder(folder);
  } catch (error) {
    if (error instanceof CollectorError && error.code === 'data_folder_locked') return undefined;
    throw error;
  }
}

function createFetch(folder: string): Server['fetch'] {
  const url = readServer(folder)?.url;
  return async (path, key, body) => {
    try {
      const response = await fetch(`${url}${path}`, {
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`it answered ${response.status}: ${await response.text()}`);
      return await response.json();
    } catch (error) {
      const message = `The collector that uses ${folder} (${url ?? 'starting or stopping'}) did not answer: `;
      throw new CollectorError('server_unreachable', message + describeError(error), { cause: error });
    }
  };
}

async function openAlone<Answer>(
  path: string,
  wanted: string | undefined,
  ask: (pipeline: Pipeline) => Promise<Answer>,
): Promise<Answer> {
  const folder = openDataFolder(path);
  const { store, isStoreRemote, close } = await openStore(wanted, folder.store);
  try {
    const write = createJsonLogger((line) => process.stderr.write(line), Date.now);
    // Warnings are for who runs a collector: they are of what it will do again.
    const logger: Logger = (level, ...rest) => (level === 'error' ? write(level, ...rest) : undefined);
    const budget = createMemoryBudget(MAX_BYTES_IN_FLIGHT);
    const pipeline = await openPipeline({ folder, store, isStoreRemote, logger, now: Date.now, budget });
    try {
      return await ask(pipeline);
    } catch (error) {
      if (error instanceof CollectorError) throw error;
      const code = isStoreRemote ? 'store_unreachable' : 'store_broken';
      throw new CollectorError(code, `The store does not answer: ${describeError(error)}`, { cause: error });
    } finally {
      await pipeline.close();
    }
  } finally {
    await close();
  }
}
