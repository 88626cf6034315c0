import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { atEachStep } from '../../test/harness/overtaken.ts';
import { createNodePlatform } from '../platform/node.ts';
import { holdRun, listHeld, pruneHeld } from './held.ts';

const real = createNodePlatform();

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'overt-held-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('what is held', () => {
  it('is not thrown away by another process that holds something at the same moment', async () => {
    await atEachStep(() => {
      const folder = makeFolder();
      holdRun(real, folder, ['01A.1.ndjson', 'one\n']);
      return {
        platform: real,
        act: (platform) => pruneHeld(platform, folder),
        other: () => holdRun(real, folder, ['01B.1.ndjson', 'two\n']),
        check: () => {
          const names = listHeld(real, folder).map((path) => basename(path));
          expect(names).toEqual(['01A.1.ndjson', '01B.1.ndjson']);
        },
      };
    });
  });

  it('is five reports at most, the newest, and whatever else lies there is left alone', () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'held'), { mode: 0o700 });
    writeFileSync(join(folder, 'held', 'note.txt'), 'somebody else keeps this\n');
    for (const letter of 'CABEDGF') holdRun(real, folder, [`01${letter}.1.ndjson`, 'one\n']);
    const names = listHeld(real, folder).map((path) => basename(path));
    expect(names.map((name) => name[2])).toEqual(['C', 'D', 'E', 'F', 'G']);
    expect(real.fs.existsSync(join(folder, 'held', 'note.txt'))).toBe(true);
  });
});
