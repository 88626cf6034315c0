import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** All names below `root` with what would show that one was changed. */
export function snapshot(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const { mode, size, mtimeMs, ino } = lstatSync(join(root, name));
      return `${name} ${mode.toString(8)} ${size} ${mtimeMs} ${ino}`;
    })
    .toSorted();
}
