import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * How far the log is in the store. `until` is there while a block is on its way: a replay after a crash then sends the
 * very same bytes under the very same name, and the store knows the block without looking at its rows.
 */
export type Checkpoint = { readonly segment: number; readonly offset: number; readonly until?: number };

const NAME = 'checkpoint.json';

/** The last checkpoint; the very beginning when there is none or it cannot be read (a replay doubles nothing). */
export async function readCheckpoint(folder: string): Promise<Checkpoint> {
  try {
    const read = JSON.parse(await readFile(join(folder, NAME), 'utf8')) as Partial<Checkpoint>;
    const { segment, offset, until } = read;
    if (!isPlace(segment) || !isPlace(offset)) return { segment: 0, offset: 0 };
    return isPlace(until) && until > offset ? { segment, offset, until } : { segment, offset };
  } catch {
    return { segment: 0, offset: 0 };
  }
}

/** Writes it by rename, so that it is always whole. Not synced: an older checkpoint only means a longer replay. */
export async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const path = join(folder, NAME);
  await writeFile(`${path}.new`, JSON.stringify(checkpoint), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
