import { repairFolder, isOwnFolder } from './repair.ts';
import { attempt } from '../platform/attempt.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { HELD, RUNS } from './folders.ts';
import { HELD_LIMITS } from './limits.ts';
import { readOwnFile, removeFile, replaceWithFile, writeNewFile } from './private-file.ts';

/**
 * Reports of crashes of users who have not decided yet: run files that no courier looks at. They leave when the user says so,
 * one by one or all of them, and else they go with time.
 */

/** Says when the last report was written that the user has been asked about. */
const ASKED = 'asked';
/** It takes a moment to note that: who has not done so by now has died. */
const CLAIM_MS = 10_000;

/** The files that are held, oldest first. Whatever else lies there is not ours, and what is too old is as good as gone. */
export function listHeld(platform: Platform, folder: string): string[] {
  return recentOf(platform, listFiles(platform, join(folder, HELD)));
}

/** Holds one more report. The whole file is written at once: there is half a one only where the disk is full. */
export function holdRun(platform: Platform, folder: string, [name, text]: [string, string]): void {
  const held = join(folder, HELD);
  repairFolder(platform, held);
  writeNewFile(platform, join(held, name), text);
  pruneHeld(platform, folder);
}

/** Removes what is too old or too much. */
export function pruneHeld(platform: Platform, folder: string): void {
  // Listed once: what another process holds meanwhile is neither.
  const files = listFiles(platform, join(folder, HELD));
  const kept = recentOf(platform, files).slice(-HELD_LIMITS.maxFiles);
  for (const path of files) {
    if (!kept.includes(path)) removeFile(platform, path);
  }
}

/** Lets all of them go the way of every run. */
export function releaseHeld(platform: Platform, folder: string): void {
  pruneHeld(platform, folder);
  for (const path of listHeld(platform, folder)) {
    const name = path.slice(join(folder, HELD, '').length);
    attempt(() => platform.fs.renameSync(path, join(folder, RUNS, name)));
  }
}

/** The reports that the user has not been asked about, oldest first. */
export function listUnasked(platform: Platform, folder: string): string[] {
  const read = readOwnFile(platform, join(folder, HELD, ASKED));
  const askedMs = read.kind === 'read' ? Number(read.text) || 0 : 0;
  return listHeld(platform, folder).filter((path) => (modifiedMs(platform, path) ?? 0) > askedMs);
}

/**
 * Notes that the user is asked about these reports, so that no other run asks about the same: of two runs at once one is answered
 * that it may ask. What is held from now on is not among them.
 */
export function claimQuestion(platform: Platform, folder: string): boolean {
  const path = join(folder, HELD, ASKED);
  const claim = `${path}.claim`;
  if (platform.now() - (modifiedMs(platform, claim) ?? 0) > CLAIM_MS) removeFile(platform, claim);
  writeNewFile(platform, claim, '');
  try {
    const lastMs = Math.max(0, ...listUnasked(platform, folder).map((one) => modifiedMs(platform, one) ?? 0));
    if (lastMs > 0) replaceWithFile(platform, path, `${lastMs}`);
    return lastMs > 0;
  } finally {
    removeFile(platform, claim);
  }
}

/** Notes that nobody was asked, after all. */
export function forgetQuestion(platform: Platform, folder: string): void {
  removeFile(platform, join(folder, HELD, ASKED));
}

function listFiles(platform: Platform, held: string): string[] {
  const isThere = attempt(() => isOwnFolder(platform, held)) === true;
  const names = (isThere && attempt(() => platform.fs.readdirSync(held))) || [];
  return names.filter((name) => name.endsWith('.ndjson')).map((name) => join(held, name));
}

function recentOf(platform: Platform, files: readonly string[]): string[] {
  return files.filter((path) => isRecent(platform, path)).toSorted();
}

/** What seems to come from the future is from before the clock was set back. */
function isRecent(platform: Platform, path: string): boolean {
  const time = modifiedMs(platform, path);
  return time !== undefined && platform.now() - time < HELD_LIMITS.maxAgeMs;
}

function modifiedMs({ fs }: Platform, path: string): number | undefined {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
