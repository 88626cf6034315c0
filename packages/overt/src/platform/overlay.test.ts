import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { makeSecret } from '../identity/make-secret.ts';
import { readOwnFile, writeFileAtomic } from '../spool/private-file.ts';
import { createNodePlatform } from './node.ts';
import { createOverlay } from './overlay.ts';

const real = createNodePlatform();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overt-overlay-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'there'), 'real', { mode: 0o600 });
});

describe('an overlay', () => {
  it('reads what is there, and changes none of it', () => {
    const { fs } = createOverlay(real).platform;
    const path = join(folder, 'there');
    expect(readOwnFile({ ...real, fs }, path)).toMatchObject({ kind: 'read', text: 'real' });
    const changes = [
      () => fs.appendFileSync(path, 'x'),
      () => fs.chmodSync(path, 0o777),
      () => fs.linkSync(path, `${path}2`),
      () => fs.mkdirSync(join(folder, 'new')),
      () => fs.renameSync(path, `${path}2`),
      () => fs.rmSync(path),
    ];
    for (const change of changes) expect(change).toThrow(expect.objectContaining({ code: 'EROFS' }));
    fs.unlinkSync(path);
    expect(readdirSync(folder)).toEqual(['there']);
    expect(readFileSync(path, 'utf8')).toBe('real');
  });

  it('keeps what is written in memory, where it can be read', () => {
    const { platform, written } = createOverlay(real);
    const path = join(folder, 'new');
    const fd = platform.fs.openSync(path, 'ax');
    platform.fs.writeSync(fd, 'one ');
    platform.fs.writeSync(fd, Buffer.from('-two'), 1);
    platform.fs.closeSync(fd);
    expect(written.get(path)).toBe('one two');
    expect(readOwnFile(platform, path)).toEqual({ kind: 'read', text: 'one two', isShared: false });
    platform.fs.unlinkSync(path);
    expect(readOwnFile(platform, path)).toEqual({ kind: 'missing' });
    expect(readdirSync(folder)).toEqual(['there']);
  });

  it('makes no id, and replaces no file', () => {
    const { platform } = createOverlay(real);
    expect(makeSecret(platform, join(folder, 'install-id'))).toBeUndefined();
    expect(() => writeFileAtomic(platform, join(folder, 'there'), 'x')).toThrow('reading only');
    expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('real');
  });

  it('leaves the variables of the process alone', () => {
    createOverlay(real).platform.system.setEnv('OVERT_OVERLAY_TEST', 'x');
    expect(process.env['OVERT_OVERLAY_TEST']).toBeUndefined();
  });
});
