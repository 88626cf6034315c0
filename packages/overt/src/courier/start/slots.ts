import { join } from '../../platform/path.ts';
import { STARTS } from '../../spool/folders.ts';
import type { Platform } from '../../platform/platform.ts';
import { PRIVATE_FILE } from '../../spool/private-file.ts';
import { repairFolder } from '../../spool/repair.ts';

/** A thing that may happen once per interval, among all processes that share the state folder. */
export type SlotKind = 'courier' | 'crash' | 'erasure';

/** A kind of thing, and how often it may happen. With an interval of 0 it may always. */
export type SlotRule = [kind: SlotKind, intervalMs: number];

/**
 * Takes the slot of this interval: true for exactly one process. Time is cut into slots, and a slot is taken by making
 * a file of its number, which the file system lets one process do.
 */
export function takeSlot(platform: Platform, folder: string, rule: SlotRule): boolean {
  if (rule[1] === 0) return true;
  if (!isSlotFree(platform, folder, rule)) return false;
  try {
    // Looked at only by those who may take the slot: once in an interval.
    repairFolder(platform, join(folder, STARTS));
    const { fs } = platform;
    fs.closeSync(fs.openSync(slotPath(platform, folder, [rule, 0]), 'wx', PRIVATE_FILE));
    return true;
  } catch {
    return false;
  }
}

/** Whether the slot can still be taken. The one before counts too: two takers are never closer than one interval. */
export function isSlotFree(platform: Platform, folder: string, rule: SlotRule): boolean {
  const { fs, now } = platform;
  const [, intervalMs] = rule;
  if (intervalMs === 0) return true;
  if (fs.existsSync(slotPath(platform, folder, [rule, 0]))) return false;
  const before = fs.lstatSync(slotPath(platform, folder, [rule, -1]), { throwIfNoEntry: false });
  return before === undefined || Math.abs(now() - before.mtimeMs) >= intervalMs;
}

/**
 * Holds this slot and the next, so that nobody else takes one: for a daemon, which sees to it that they are not needed. They run out
 * by themselves, at the latest two intervals after it has died. Answers their names.
 */
export function holdSlots(platform: Platform, folder: string, [kind, intervalMs]: SlotRule): string[] {
  if (intervalMs === 0) return [];
  repairFolder(platform, join(folder, STARTS));
  return [0, 1].map((offset) => {
    const path = slotPath(platform, folder, [[kind, intervalMs], offset]);
    const { fs } = platform;
    if (!fs.existsSync(path)) fs.closeSync(fs.openSync(path, 'wx', PRIVATE_FILE));
    return path;
  });
}

function slotPath(
  { now }: Platform,
  folder: string,
  [[kind, intervalMs], offset]: [SlotRule, number],
): string {
  return join(folder, STARTS, `${kind}-${Math.floor(now() / intervalMs) + offset}`);
}

/** When a slot was last taken, in milliseconds since the epoch, or 0. */
export function lastSlotTime({ fs }: Platform, folder: string): number {
  const times = fs
    .readdirSync(join(folder, STARTS))
    .map((name) => fs.lstatSync(join(folder, STARTS, name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.max(0, ...times);
}
