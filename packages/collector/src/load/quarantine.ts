import { mkdirSync, readdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from '../log/frame.ts';

/** Rows that the store will never take: kept as files, for a person to look at, and counted. */
export type Quarantine = {
  /** Keeps a frame, durably. `place` names it: a frame that is kept again after a crash is the same file. */
  readonly keep: (frame: Frame, place: string) => Promise<string>;
  /** Rows that are kept, those of earlier processes with them. */
  readonly rows: () => number;
};

/** `<place>.<kind>.<rows>.tsv` */
const NAME = /\.(\d+)\.tsv$/;

/** Opens the quarantine; its folder is made when the first rows come. */
export function openQuarantine(folder: string): Quarantine {
  const kept = new Map(listFiles(folder).map((name) => [name, rowsOfName(name)]));
  return {
    async keep(frame, place) {
      const name = `${place}.${frame.kind}.${frame.rows}.tsv`;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await writeDurably(join(folder, name), frame.payload);
      kept.set(name, frame.rows);
      return join(folder, name);
    },
    rows: () => [...kept.values()].reduce((sum, rows) => sum + rows, 0),
  };
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function rowsOfName(name: string): number {
  return Number(NAME.exec(name)?.[1] ?? 0);
}

/** Synced before the caller goes on: the log forgets the rows then. */
async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
