import { isOwnFolder } from '../spool/repair.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { isMissing, PRIVATE_FILE, readOwnFile, removeFile } from '../spool/private-file.ts';
import { createRunId } from '../spool/run-id.ts';
import { PAST_ID } from './make-secret.ts';
import { OS_ID } from './os-id.ts';
import { periodSuffix, type Rotation } from './period.ts';
import { ROOTS } from './root-commit.ts';
import { INSTALL_ID, parseSecret, readSecret, SALT } from './secret-file.ts';

/** All state folders that this user may have, best first, and how often the id changes. */
export type IdPlaces = { readonly folders: readonly string[]; readonly rotate: Rotation };

/** The ids of this installation. */
export type KnownIds = {
  /** What a run that starts now would carry, if there is one yet. */
  readonly current?: string;
  /**
   * All others that it ever had, newest last: of earlier periods, from before resets, and of other state folders. None is
   * dropped for room: data under an id that is forgotten is data that no request for deletion reaches.
   */
  readonly past: readonly string[];
};

/** Lists every id that this installation has or had, so that a request for deletion covers them all. */
export function listIds(platform: Platform, { folders, rotate }: IdPlaces): KnownIds {
  const name = INSTALL_ID + periodSuffix(rotate, platform.now());
  const current = folders.map((folder) => readSecret(platform, join(folder, name))).find(Boolean);
  const all = folders.flatMap((folder) =>
    listIdFiles(platform, folder, [PAST_ID, INSTALL_ID]).map((path) => readAnyId(platform, path)),
  );
  const past = [...new Set(all)].filter((id) => id !== undefined && id !== current) as string[];
  return current === undefined ? { past } : { current, past };
}

/**
 * Makes the next run that starts a stranger: it gets a new id and, so that hashes cannot be joined either, a new salt. The
 * ids of before are remembered here. Answers whether nothing of them is in use any more.
 */
export function resetIds(platform: Platform, folders: readonly string[]): boolean {
  return folders.map((folder) => resetFolder(platform, folder)).every(Boolean);
}

/** Removes every id, past ones too, and all salts. After that, nobody can ask for the deletion of what they named. */
export function deleteIds(platform: Platform, folders: readonly string[]): boolean {
  // Spares first, as in a reset: a run that finds one takes the id back from it.
  const paths = folders.flatMap((folder) =>
    listFiles(platform, folder, [INSTALL_ID, PAST_ID, SALT, OS_ID, ROOTS]).toReversed(),
  );
  return paths.map((path) => discard(platform, path)).every(Boolean);
}

function resetFolder(platform: Platform, folder: string): boolean {
  removeSalts(platform, folder);
  const ids = listIdFiles(platform, folder, [INSTALL_ID]);
  // Spares first: with the file itself gone, the next run would take its id from one of them.
  const kept = ids
    .toReversed()
    .map((path) => moveToPast(platform, folder, path))
    .every(Boolean);
  // Again: a run with the old id may have made one in between, which no run with the new id may use.
  return removeSalts(platform, folder) && kept;
}

function removeSalts(platform: Platform, folder: string): boolean {
  const paths = listFiles(platform, folder, [SALT]);
  return paths.map((path) => discard(platform, path)).every(Boolean);
}

/** Whoever renames the file has reset it; the others find nothing. */
function moveToPast(platform: Platform, folder: string, path: string): boolean {
  if (readAnyId(platform, path) === undefined) return discard(platform, path);
  try {
    const past = join(folder, `${PAST_ID}${createRunId(platform)}`);
    platform.fs.renameSync(path, past);
    platform.fs.chmodSync(past, PRIVATE_FILE);
    return true;
  } catch (error) {
    return isMissing(error);
  }
}

/** Also from a file that others may write to: it may well be what we have sent. */
function readAnyId(platform: Platform, path: string): string | undefined {
  const read = readOwnFile(platform, path);
  return read.kind === 'read' ? parseSecret(read.text) : undefined;
}

/** Without the drafts of processes that are making an id now: those were never sent. */
function listIdFiles(platform: Platform, folder: string, starts: readonly string[]): string[] {
  return listFiles(platform, folder, starts).filter((path) => !/\.\d+\.\d+$/.test(path));
}

/** Files by the beginning of their names, sorted. None where the folder is not ours. */
function listFiles(platform: Platform, folder: string, starts: readonly string[]): string[] {
  try {
    if (!isOwnFolder(platform, folder)) return [];
    const names = platform.fs.readdirSync(folder).toSorted();
    return starts.flatMap((start) =>
      names.filter((name) => name.startsWith(start)).map((name) => join(folder, name)),
    );
  } catch {
    return [];
  }
}

function discard(platform: Platform, path: string): boolean {
  if (removeFile(platform, path)) return true;
  try {
    platform.fs.rmSync(path, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}
