import { join, parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';

/** The folder of a project. */
export type Project = { readonly path: string; readonly hasGit: boolean };

/** Deeper than anybody nests folders. */
const MAX_DEPTH = 64;

/** Finds the project that `path` is in: the nearest repository around it, or else the nearest package. */
export function findProject(platform: Platform, path: string): Project | undefined {
  try {
    const real = platform.fs.realpathSync(path);
    const repository = findAround(platform, real, '.git');
    if (repository !== undefined) return { path: repository, hasGit: true };
    const found = findAround(platform, real, 'package.json');
    return found === undefined ? undefined : { path: found, hasGit: false };
  } catch {
    // It is gone.
    return undefined;
  }
}

function findAround({ fs }: Platform, start: string, name: string): string | undefined {
  let folder = start;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    if (fs.existsSync(join(folder, name))) return folder;
    const above = parentOf(folder);
    if (above === folder) return undefined;
    folder = above;
  }
  return undefined;
}
