import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The folder of the repository that `folder` is in: what code hosts count paths from. Without one, `folder`. */
export function findRepository(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** The path from `base`, with slashes on every system. */
export function showPath(base: string, file: string): string {
  return relative(base, file).replaceAll('\\', '/');
}
