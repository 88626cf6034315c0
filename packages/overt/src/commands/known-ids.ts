import { INSTALL_ID, readSecret, SALT } from '../identity/secret-file.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { removeFile } from '../spool/private-file.ts';
import { createRunId } from '../spool/run-id.ts';

/** The ids of this installation: what a new run would carry, and those from before. */
export type KnownIds = { readonly current?: string; readonly past: readonly string[] };

const PAST_ID = 'past-id-';

/** @internal Lists every id that this installation has or had, so that a request for deletion covers them all. */
export function listIds(platform: Platform, folders: readonly string[]): KnownIds {
  const current = folders.map((folder) => readSecret(platform, join(folder, INSTALL_ID))).find(Boolean);
  const all = folders.flatMap((folder) =>
    listFiles(platform, folder, [PAST_ID, INSTALL_ID]).map((path) => readSecret(platform, path)),
  );
  const past = [...new Set(all)].filter((id) => id !== undefined && id !== current) as string[];
  return current === undefined ? { past } : { current, past };
}

/** @internal Makes the next run a stranger: a new id, and a new salt, so that hashes cannot be joined either. */
export function resetIds(platform: Platform, folders: readonly string[]): boolean {
  return folders.map((folder) => resetFolder(platform, folder)).every(Boolean);
}

/** @internal Removes every id, past ones too, and the salts. */
export function deleteIds(platform: Platform, folders: readonly string[]): boolean {
  const paths = folders.flatMap((folder) => listFiles(platform, folder, [INSTALL_ID, PAST_ID, SALT]));
  return paths.map((path) => removeFile(platform, path)).every(Boolean);
}

function resetFolder(platform: Platform, folder: string): boolean {
  return listFiles(platform, folder, [INSTALL_ID, SALT])
    .map((path) => {
      // Whoever renames the file has reset it. What is no id was never sent, and a salt is not remembered.
      if (path.includes(SALT, folder.length) || readSecret(platform, path) === undefined)
        return removeFile(platform, path);
      try {
        platform.fs.renameSync(path, join(folder, `${PAST_ID}${createRunId(platform)}`));
        return true;
      } catch {
        return false;
      }
    })
    .every(Boolean);
}

function listFiles({ fs }: Platform, folder: string, starts: readonly string[]): string[] {
  try {
    const names = fs.readdirSync(folder).toSorted();
    return names
      .filter((name) => starts.some((start) => name.startsWith(start)))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
