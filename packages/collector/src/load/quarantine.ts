import { mkdirSync, readdirSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, FrameKind } from '../log/frame.ts';

/**
 * Rows that the store will never take: kept as files, for a person to look at, and counted. The loader keeps, the eraser
 * rewrites, and neither waits for the other: here it is one after the other, or the eraser would take away what is being written.
 */
export type Quarantine = {
  /** Keeps a frame, durably. `place` names it: a frame that is kept again after a crash is the same file. */
  readonly keep: (frame: Frame, place: string) => Promise<string>;
  /** Rewrites what is kept of a kind; `change` answers what is left of the rows of a file, and how many that are. */
  readonly rewrite: (
    kind: FrameKind,
    change: (rows: Buffer) => { rows: Buffer; count: number },
  ) => Promise<void>;
  /** Rows that are kept, those of earlier processes with them. */
  readonly rows: () => number;
};

const NOTHING = { rows: Buffer.alloc(0), count: 0 };

/** `<place>.<kind>.<rows>.tsv` */
const NAME = /\.(\d+)\.tsv$/;

/** Opens the quarantine; its folder is made when the first rows come. */
export function openQuarantine(folder: string): Quarantine {
  const kept = new Map(listFiles(folder).map((name) => [name, rowsOfName(name)]));
  let last: Promise<unknown> = Promise.resolve();
  return {
    keep: (...args) => inTurn(() => keep(...args)),
    rewrite: (...args) => inTurn(() => rewrite(...args)),
    rows: () => [...kept.values()].reduce((sum, rows) => sum + rows, 0),
  };

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function keep(frame: Frame, place: string): Promise<string> {
    const name = `${place}.${frame.kind}.${frame.rows}.tsv`;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await keepRows(name, frame.payload, frame.rows);
    return join(folder, name);
  }

  async function rewrite(...[kind, change]: Parameters<Quarantine['rewrite']>): Promise<void> {
    for (const name of listFiles(folder).filter((one) => one.includes(`.${kind}.`))) {
      const before = await readFile(join(folder, name));
      // What was not renamed was not kept: the log still has it.
      const { rows, count } = name.endsWith('.new') ? NOTHING : change(before);
      if (rows.length === before.length) continue;
      // The new file first: after a crash in between both are there, and the next time takes care of the old one.
      if (count > 0) await keepRows(name.replace(NAME, `.${count}.tsv`), rows, count);
      await rm(join(folder, name), { force: true });
      kept.delete(name);
    }
  }

  async function keepRows(name: string, rows: Buffer, count: number): Promise<void> {
    await writeDurably(join(folder, name), rows);
    kept.set(name, count);
  }
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
