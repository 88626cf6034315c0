import { join } from '../platform/path.ts';
import { STARTS } from '../spool/folders.ts';
import type { Platform } from '../platform/platform.ts';
import { PRIVATE_FILE } from '../spool/private-file.ts';
import { repairFolder } from './repair.ts';

/** A thing that may happen once per interval, among all processes that share the state folder. */
export type SlotKind = 'courier' | 'crash';

/**
 * Takes the slot of this interval: true for exactly one process. Time is cut into slots, and a slot is taken by making
 * a file of its number, which the file system lets one process do. The slot before is looked at too, so that two
 * takers are never closer than one interval.
 */
export function takeSlot(
  platform: Platform,
  folder: string,
  [kind, intervalMs]: [SlotKind, number],
): boolean {
  const { fs, now } = platform;
  if (intervalMs === 0) return true;
  const slot = Math.floor(now() / intervalMs);
  const path = (number: number): string => join(folder, STARTS, `${kind}-${number}`);
  if (fs.existsSync(path(slot))) return false;
  const before = fs.lstatSync(path(slot - 1), { throwIfNoEntry: false });
  if (before !== undefined && Math.abs(now() - before.mtimeMs) < intervalMs) return false;
  try {
    // Looked at only by those who may take the slot: once in an interval.
    repairFolder(platform, join(folder, STARTS));
    fs.closeSync(fs.openSync(path(slot), 'wx', PRIVATE_FILE));
    return true;
  } catch {
    return false;
  }
}

/** When a slot was last taken, in milliseconds since the epoch, or 0. */
export function lastSlotTime({ fs }: Platform, folder: string): number {
  const times = fs
    .readdirSync(join(folder, STARTS))
    .map((name) => fs.lstatSync(join(folder, STARTS, name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.max(0, ...times);
}
