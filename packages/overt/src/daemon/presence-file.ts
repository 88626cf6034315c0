import { attempt } from '../platform/attempt.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { checkLiveness, type ProcessMark } from '../spool/liveness.ts';
import { readOwnFile } from '../spool/private-file.ts';

/** What a daemon says of itself in the state folder that it serves. */
export type Presence = {
  readonly process: ProcessMark;
  /** Where events can be handed over. */
  readonly socket?: string | undefined;
  readonly startedAt: number;
  readonly counts: Readonly<Record<string, number>>;
};

/** The file is written anew this often at least: a write that is not synced, and so wakes no disk by itself. */
const MAX_BEAT_MS = 60_000;
/** How often a tool that starts a courier with each run asks for a sign of life. */
const ANXIOUS_BEAT_MS = 1000;
const MIN_BEAT_MS = 20;
/** What a machine that is busy may take to get to it. */
const SLACK_MS = 1000;

export function presencePath(folder: string): string {
  return join(folder, 'daemon.json');
}

/** How often a daemon gives a sign of life: at least twice in an interval between two couriers. */
export function beatMs(intervalMs: number): number {
  if (intervalMs === 0) return ANXIOUS_BEAT_MS;
  return Math.min(Math.max(intervalMs / 2, MIN_BEAT_MS), MAX_BEAT_MS);
}

/**
 * Whether a daemon delivers for this folder: one that is there, and gave a sign of life lately. One that hangs or was stopped gives
 * none, and then couriers are started as without it.
 */
export function isServed(platform: Platform, folder: string, intervalMs: number): boolean {
  const stat = platform.fs.lstatSync(presencePath(folder), { throwIfNoEntry: false });
  if (stat === undefined) return false;
  // Either way: after the clock was set back, the last sign lies in the future.
  if (Math.abs(platform.now() - stat.mtimeMs) > 2 * beatMs(intervalMs) + SLACK_MS) return false;
  const presence = readPresence(platform, folder);
  return presence !== undefined && checkLiveness(platform, presence.process) === 'alive';
}

/** What the last daemon said of itself, if that can be read. */
export function readPresence(platform: Platform, folder: string): Presence | undefined {
  const read = readOwnFile(platform, presencePath(folder));
  if (read.kind !== 'read') return undefined;
  const presence = attempt(() => JSON.parse(read.text) as Presence | null);
  return Number.isSafeInteger(presence?.process?.pid) ? (presence ?? undefined) : undefined;
}
