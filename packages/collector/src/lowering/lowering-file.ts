import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CollectorError, describeError, systemErrorCode } from '../errors.ts';
import { checkLowering, type Lowering } from './lowering.ts';

/** What each project's clients are asked for. */
export type Lowerings = Readonly<Record<string, Lowering>>;

const NAME = 'lowering.json';

/** Reads `lowering.json` of a data folder. Throws a `CollectorError` when it is not right. */
export function readLowerings(folder: string, now: number): Lowerings {
  const path = join(folder, NAME);
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof found !== 'object' || found === null || Array.isArray(found))
      throw new Error('it is not an object');
    return Object.fromEntries(
      Object.entries(found).map(([project, one]) => [project, checkLowering(one, now)]),
    );
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return {};
    const message = `${path} cannot be used: ${describeError(error)}`;
    throw new CollectorError('data_folder_broken', message, { cause: error });
  }
}

/** Asks a project's clients for less, in place of what they were asked for before; undefined takes it back. */
export function writeLowering(
  folder: string,
  project: string,
  { lowering, now }: { readonly lowering: Lowering | undefined; readonly now: number },
): void {
  const others = Object.entries(readLowerings(folder, now)).filter(
    ([name, { until }]) => name !== project && until > now,
  );
  const all = lowering === undefined ? others : [...others, [project, lowering] as const];
  const draft = join(folder, `${NAME}.${process.pid}.new`);
  writeFileSync(draft, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, join(folder, NAME));
}

/** Which writing of the file is there: its time, and its inode, since two writings may fall into one tick of the clock. */
export function loweringFileMark(folder: string): string {
  const found = statSync(join(folder, NAME), { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.mtimeMs}/${found.ino}/${found.size}`;
}
