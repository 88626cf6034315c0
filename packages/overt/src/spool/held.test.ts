import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it as base } from 'vitest';
import { createNodePlatform } from '../platform/node.ts';
import type { Platform } from '../platform/platform.ts';
import { holdRun, listHeld, pruneHeld } from './held.ts';

const real = createNodePlatform();

const it = base.extend('folder', async ({ task: _task }, { onCleanup }) => {
  const folder = mkdtempSync(join(tmpdir(), 'overt-held-'));
  onCleanup(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
});

/** A process that is overtaken by what `other` does, right after it has listed a folder for the first time. */
function overtaken(other: () => void): Platform {
  let isDone = false;
  const readdirSync = (path: string): string[] => {
    const names = real.fs.readdirSync(path);
    if (!isDone) {
      isDone = true;
      other();
    }
    return names;
  };
  return { ...real, fs: { ...real.fs, readdirSync: readdirSync as Platform['fs']['readdirSync'] } };
}

describe('what is held', () => {
  it('is not thrown away by another process that holds something at the same moment', ({ folder }) => {
    holdRun(real, folder, ['01A.1.ndjson', 'one\n']);
    const platform = overtaken(() => holdRun(real, folder, ['01B.1.ndjson', 'two\n']));
    pruneHeld(platform, folder);
    expect(listHeld(real, folder).map((path) => basename(path))).toEqual(['01A.1.ndjson', '01B.1.ndjson']);
  });

  it('is five reports at most, the newest, and whatever else lies there is left alone', ({ folder }) => {
    mkdirSync(join(folder, 'held'), { mode: 0o700 });
    writeFileSync(join(folder, 'held', 'note.txt'), 'somebody else keeps this\n');
    for (const letter of 'CABEDGF') holdRun(real, folder, [`01${letter}.1.ndjson`, 'one\n']);
    const names = listHeld(real, folder).map((path) => basename(path));
    expect(names.map((name) => name[2])).toEqual(['C', 'D', 'E', 'F', 'G']);
    expect(real.fs.existsSync(join(folder, 'held', 'note.txt'))).toBe(true);
  });
});
