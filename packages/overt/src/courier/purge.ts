import { join, parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { CLAIMED, HELD, JOURNAL, LIMITS, OUTBOX, REPORTS, RUNS, STARTS } from '../spool/folders.ts';
import { isOwnFolder } from '../spool/repair.ts';
import { LOCK_FILE } from './lock.ts';

/** Removes everything that was queued, and what is known about it. Only the choice and the ids stay. */
export function purge(platform: Platform, folder: string): void {
  const { fs } = platform;
  // A folder that is not ours was never written to; through a link we would remove what somebody else keeps.
  if (![parentOf(folder), folder].every((path) => isOwnFolder(platform, path))) return;
  for (const name of [RUNS, CLAIMED, OUTBOX, JOURNAL, STARTS, HELD, REPORTS, LIMITS]) {
    if (!isOwnFolder(platform, join(folder, name))) continue;
    for (const entry of list(fs, join(folder, name))) {
      fs.rmSync(join(folder, name, entry), { recursive: true, force: true });
    }
  }
  // The ledger and the plan, drafts of them, what Git said, and the code that a bundled tool has put there.
  for (const name of list(fs, folder)) {
    // Whoever holds the lock would hold a file that nobody finds any more.
    if (name !== LOCK_FILE && /^(ledger|plan|roots|courier|sink|daemon\.json)\b/.test(name))
      fs.rmSync(join(folder, name), { force: true });
  }
}

function list(fs: Platform['fs'], path: string): string[] {
  try {
    return fs.readdirSync(path);
  } catch {
    return [];
  }
}
