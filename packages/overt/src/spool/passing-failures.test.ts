import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeSecret } from '../identity/make-secret.ts';
import { readPlaces } from '../erasure/places-file.ts';
import { readRequests } from '../erasure/requests-file.ts';
import { openLedger } from '../ledger/store.ts';
import { createNodePlatform } from '../platform/node.ts';
import type { Platform } from '../platform/platform.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { checkLiveness, markProcess } from './liveness.ts';
import { makeRoom } from './make-room.ts';
import { readOwnFile } from './private-file.ts';

const real = createNodePlatform();

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'overt-passing-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['runs', 'claimed', 'outbox']) mkdirSync(join(folder, name), { mode: 0o700 });
  return folder;
}

/** A process that has as many files open as it may. */
const full: Platform = {
  ...real,
  fs: {
    ...real.fs,
    readFileSync: () => {
      throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
    },
  },
};

describe('a file that cannot be read for the moment', () => {
  it('is none of which anything is known', () => {
    const path = join(makeFolder(), 'file');
    writeFileSync(path, 'text', { mode: 0o600 });
    expect(readOwnFile(full, path)).toEqual({ kind: 'failed' });
    expect(readOwnFile(real, path)).toMatchObject({ kind: 'read', text: 'text' });
  });

  it('is no spoilt id: there is none for this run, and the old one stays', () => {
    const path = join(makeFolder(), 'install-id');
    const id = makeSecret(real, path);
    expect(makeSecret(full, path)).toBeUndefined();
    expect(makeSecret(real, path)).toBe(id);
  });

  it.each<[name: string, read: (platform: Platform, folder: string) => unknown]>([
    ['ledger.json', (platform, folder) => openLedger(platform, folder, ['main'])],
    ['places.json', readPlaces],
    ['deletions.json', readRequests],
  ])('is no damaged %s, which would be written anew', (name, read) => {
    const folder = makeFolder();
    writeFileSync(join(folder, name), '{"format":1}', { mode: 0o600 });
    expect(() => read(full, folder)).toThrow('cannot be read just now');
    expect(readFileSync(join(folder, name), 'utf8')).toBe('{"format":1}');
    expect(() => read(real, folder)).not.toThrow();
  });

  it('is not evicted', () => {
    const folder = makeFolder();
    const path = join(folder, 'runs', '01A.1.ndjson');
    writeFileSync(path, '{"end":{"code":0}}\n', { mode: 0o600 });
    const limits = { ...DEFAULT_LIMITS, maxFiles: 1 };
    expect(makeRoom(full, folder, limits)).toEqual({});
    expect(real.fs.existsSync(path)).toBe(true);
  });

  it.runIf(process.platform === 'linux')('does not make a process dead', () => {
    const mark = markProcess(real);
    expect(checkLiveness(real, mark)).toBe('alive');
    expect(checkLiveness(full, mark)).toBe('unknown');
  });
});
