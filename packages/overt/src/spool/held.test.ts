import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { atEachStep } from '../../test/harness/overtaken.ts';
import { attempt } from '../platform/attempt.ts';
import { createNodePlatform } from '../platform/node.ts';
import { claimQuestion, forgetQuestion, holdRun, listHeld, listUnasked, pruneHeld } from './held.ts';

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

  it('is asked about by one of two runs at once', async () => {
    await atEachStep(() => {
      const folder = makeFolder();
      holdRun(real, folder, ['01A.1.ndjson', 'one\n']);
      const asked: boolean[] = [];
      const ask = (platform: typeof real): void => {
        asked.push(attempt(() => claimQuestion(platform, folder)) === true);
      };
      return {
        platform: real,
        act: ask,
        other: () => ask(real),
        check: () => {
          expect(asked.filter(Boolean)).toEqual([true]);
          expect(listUnasked(real, folder)).toEqual([]);
          expect(readdirSync(join(folder, 'held')).toSorted()).toEqual(['01A.1.ndjson', 'asked']);
        },
      };
    });
  });

  it('after somebody was asked, is asked about later', () => {
    const folder = makeFolder();
    holdRun(real, folder, ['01B.1.ndjson', 'one\n']);
    utimesSync(join(folder, 'held', '01B.1.ndjson'), 1000, Date.now() / 1000 - 60);
    expect(claimQuestion(real, folder)).toBe(true);
    // Of a run that began before the other one.
    holdRun(real, folder, ['01A.1.ndjson', 'two\n']);
    expect(listUnasked(real, folder).map((path) => basename(path))).toEqual(['01A.1.ndjson']);
  });

  it('is asked about again if nobody was, after all, and if who wanted to ask has died', () => {
    const folder = makeFolder();
    holdRun(real, folder, ['01A.1.ndjson', 'one\n']);
    expect(claimQuestion(real, folder)).toBe(true);
    expect(claimQuestion(real, folder)).toBe(false);
    forgetQuestion(real, folder);
    const claim = join(folder, 'held', 'asked.claim');
    writeFileSync(claim, '');
    expect(() => claimQuestion(real, folder)).toThrow('EEXIST');
    utimesSync(claim, 1000, Date.now() / 1000 - 60);
    expect(claimQuestion(real, folder)).toBe(true);
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
