import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { atEachStep } from '../../test/harness/overtaken.ts';
import { attempt } from '../platform/attempt.ts';
import { createNodePlatform } from '../platform/node.ts';
import type { FileSystem, Platform } from '../platform/platform.ts';
import { writeFileAtomic, writeNewFile } from './private-file.ts';

const real = createNodePlatform();

type Noted = { readonly opened: number[]; readonly closed: number[] };

/** Notes the descriptors that somebody opens and tries to close. */
function noting({ fs, ...platform }: Platform, { opened, closed }: Noted): Platform {
  const openSync: FileSystem['openSync'] = (...args) => {
    const fd = fs.openSync(...args);
    opened.push(fd);
    return fd;
  };
  const closeSync: FileSystem['closeSync'] = (fd) => {
    closed.push(fd);
    try {
      fs.closeSync(fd);
    } catch (error) {
      // The system closes it also where it says that it failed.
      attempt(() => real.fs.closeSync(fd));
      throw error;
    }
  };
  return { ...platform, fs: { ...fs, openSync, closeSync } };
}

it.each([
  { what: 'in place of another one', write: writeFileAtomic, before: 'old' },
  { what: 'where none is', write: writeFileAtomic, before: undefined },
  { what: 'that must be new', write: writeNewFile, before: undefined },
])('a file $what is whole or as it was, and closed once, whatever fails', async ({ write, before }) => {
  await atEachStep(() => {
    const folder = mkdtempSync(join(tmpdir(), 'overt-private-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'file');
    if (before !== undefined) writeFileSync(path, before);
    const noted: Noted = { opened: [], closed: [] };
    let isDone: boolean | undefined;
    return {
      platform: real,
      act: (platform) => {
        isDone = attempt(() => (write(noting(platform, noted), path, 'new'), true)) ?? false;
      },
      other: () => {
        if (isDone === undefined) throw new Error('a disk that fails');
      },
      check: () => {
        // The number may be that of a file of the tool's by then.
        expect(noted.closed).toEqual(noted.opened);
        const after = isDone === true ? 'new' : before;
        const texts = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
        expect(texts).toEqual(after === undefined ? [] : [['file', after]]);
      },
    };
  });
});
