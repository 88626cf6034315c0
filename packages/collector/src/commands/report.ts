import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { openDataFolder, readServer } from '../data/data-folder.ts';
import { lockDataFolder, type Lock } from '../data/lock.ts';
import { CollectorError, describeError } from '../errors.ts';
import { createMemoryBudget } from '../ingest/memory-budget.ts';
import { readOrMakeKeys, type Keys } from '../keys/key-file.ts';
import { MAX_BYTES_IN_FLIGHT } from '../limits.ts';
import { createJsonLogger, type Logger } from '../logger.ts';
import { openPipeline } from '../pipeline.ts';
import { renderReport } from '../report/render.ts';
import type { Report } from '../report/report.ts';
import { openStore } from '../store/open-store.ts';
import { chooseProject } from './choose-project.ts';

export type ReportOptions = {
  readonly data: string;
  readonly project?: string;
  readonly store?: string;
  readonly json?: boolean;
};

/** `overt-collector report`: asks the collector that has the folder open; opens the store itself when there is none. */
export async function runReport(options: ReportOptions): Promise<void> {
  const folder = resolve(options.data);
  if (!existsSync(folder))
    throw new CollectorError('data_folder_missing', `There is no data folder ${folder}.`);
  const lock = await tryLock(folder);
  const { keys } = readOrMakeKeys(folder);
  const project = chooseProject(keys, options.project);
  const report =
    lock === undefined
      ? await askServer(folder, project, keys)
      : await readAlone(folder, project, { options, lock });
  process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report));
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

async function askServer(folder: string, project: string, keys: Keys): Promise<Report> {
  const url = readServer(folder)?.url;
  try {
    const response = await fetch(`${url}/v1/report?project=${project}`, {
      headers: { authorization: `Bearer ${keys.readKey}` },
    });
    if (!response.ok) throw new Error(`it answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Report;
  } catch (error) {
    const message = `The collector that uses ${folder} (${url ?? 'starting or stopping'}) did not give its report: `;
    throw new CollectorError('server_unreachable', message + describeError(error), { cause: error });
  }
}

async function readAlone(
  path: string,
  project: string,
  { options, lock }: { options: ReportOptions; lock: Lock },
): Promise<Report> {
  try {
    const folder = openDataFolder(path);
    const { store, isStoreRemote, close } = await openStore(options.store, folder.store);
    try {
      const write = createJsonLogger((line) => process.stderr.write(line), Date.now);
      // Warnings are for who runs a collector: they are of what it will do again.
      const logger: Logger = (level, ...rest) => (level === 'error' ? write(level, ...rest) : undefined);
      const budget = createMemoryBudget(MAX_BYTES_IN_FLIGHT);
      const pipeline = await openPipeline({ folder, store, isStoreRemote, logger, now: Date.now, budget });
      try {
        return await pipeline.report(project);
      } catch (error) {
        const code = isStoreRemote ? 'store_unreachable' : 'store_broken';
        throw new CollectorError(code, `The store does not answer: ${describeError(error)}`, {
          cause: error,
        });
      } finally {
        await pipeline.close();
      }
    } finally {
      await close();
    }
  } finally {
    await lock.release();
  }
}
