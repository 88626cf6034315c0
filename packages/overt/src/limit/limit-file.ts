import { attempt } from '../platform/attempt.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { LIMITS } from '../spool/folders.ts';
import { linkDraft, readOwnFile, removeFile, writeNewFile } from '../spool/private-file.ts';
import { repairFolder } from '../spool/repair.ts';
import { isDue, type EventLimit, type Recorded } from './limit.ts';

/** What is known of one event: the newest of its files. Each change is a file of its own with the next number. */
type Known = { readonly number: number; readonly recorded: Recorded; readonly old: readonly string[] };

const NOTHING: Recorded = { count: 0, at: 0 };

/**
 * Whether a limited event may be recorded now; if so, that it was is on the disk before this returns. Of processes that meet, one
 * makes the file with the next number, and the others come too soon. Where it cannot be written down, nothing is recorded: a
 * limit that nobody remembers is none.
 */
export function passLimit(platform: Platform, folder: string, [name, limit]: [string, EventLimit]): boolean {
  const now = platform.now();
  return (
    attempt(() => {
      const known = readKnown(platform, folder, name);
      if (!isDue(limit, known.recorded, now)) return false;
      return replace(platform, [folder, name], [known, { count: known.recorded.count + 1, at: now }]);
    }) ?? false
  );
}

/** Sets the wait back to none. Whoever records at the same moment comes before or after it. */
export function resetLimit(platform: Platform, folder: string, name: string): void {
  attempt(() => {
    const known = readKnown(platform, folder, name);
    if (known.recorded.count > 0) replace(platform, [folder, name], [known, NOTHING]);
  });
}

function readKnown(platform: Platform, folder: string, name: string): Known {
  const path = join(folder, LIMITS);
  repairFolder(platform, path);
  const numbers = listNumbers(platform, path, name);
  const number = Math.max(0, ...numbers);
  const read = readOwnFile(platform, join(path, `${name}.${number}`));
  const old = numbers.map((one) => join(path, `${name}.${one}`));
  return { number, old, recorded: read.kind === 'read' ? parse(read.text) : NOTHING };
}

function listNumbers({ fs }: Platform, path: string, name: string): number[] {
  const own = fs.readdirSync(path).filter((file) => file.startsWith(`${name}.`));
  return own
    .map((file) => Number(file.slice(name.length + 1)))
    .filter((number) => Number.isSafeInteger(number));
}

/** What is damaged says nothing: the next one is recorded, and written down anew. */
function parse(text: string): Recorded {
  const { count, at } = attempt(() => JSON.parse(text) as Recorded | null) ?? NOTHING;
  const isWhole = Number.isSafeInteger(count) && count >= 0 && Number.isFinite(at);
  return isWhole ? { count, at } : NOTHING;
}

/** Answers whether it was us who made the next file. */
function replace(
  platform: Platform,
  [folder, name]: [string, string],
  [{ number, old }, recorded]: [Known, Recorded],
): boolean {
  const path = join(folder, LIMITS);
  const mine = join(path, `${name}.${number + 1}`);
  const draft = `${mine}-${platform.system.pid}-${Math.floor(platform.random() * 1e9)}`;
  writeNewFile(platform, draft, JSON.stringify(recorded));
  try {
    if (!linkDraft(platform, draft, mine)) return false;
  } finally {
    removeFile(platform, draft);
  }
  // Others may have gone on beyond our number and taken that file away, before we made it again.
  if (Math.max(...listNumbers(platform, path, name)) > number + 1) {
    removeFile(platform, mine);
    return false;
  }
  for (const file of old) removeFile(platform, file);
  return true;
}
