import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { HELD, LIMITS } from './folders.ts';
import { removeFile } from './private-file.ts';
import { listNames } from './read-waiting.ts';
import { isOwnFolder } from './repair.ts';

/** A draft lives for milliseconds: it is written, and given its name. After a day, whoever wrote it is dead. */
const OLD_MS = 24 * 60 * 60 * 1000;
/** The name that it is for, then the process and a number by chance (private-file.ts, limit/limit-file.ts). No name ends so. */
const DRAFT = /\.\d+(\.\d+|-\d+-\d+)$/;

/**
 * Removes the drafts of processes that were killed before a draft had its name. Where files are listed that nobody else may have
 * left there (`outbox/`), the courier removes what it does not know, and this is not needed.
 */
export function tidyDrafts(platform: Platform, folder: string): void {
  for (const path of [folder, join(folder, LIMITS), join(folder, HELD)]) {
    if (!isOwnFolder(platform, path)) continue;
    for (const name of listNames(platform, path)) {
      const draft = join(path, name);
      if (DRAFT.test(name) && isOld(platform, draft)) removeFile(platform, draft);
    }
  }
}

function isOld(platform: Platform, path: string): boolean {
  const stat = platform.fs.lstatSync(path, { throwIfNoEntry: false });
  return stat !== undefined && platform.now() - stat.mtimeMs > OLD_MS;
}
