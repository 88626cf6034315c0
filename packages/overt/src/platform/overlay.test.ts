import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  it('makes an id, and replaces a file, in memory only', () => {
    const { platform } = createOverlay(real);
    const id = makeSecret(platform, join(folder, 'install-id'));
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(makeSecret(platform, join(folder, 'install-id'))).toBe(id);
    writeFileAtomic(platform, join(folder, 'there'), 'x');
    expect(platform.fs.readFileSync(join(folder, 'there'), 'utf8')).toBe('x');
    expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('real');
    expect(existsSync(join(folder, 'install-id'))).toBe(false);
  });

  it('moves nothing that is really there', () => {
    const { platform } = createOverlay(real);
    expect(() => platform.fs.renameSync(join(folder, 'there'), join(folder, 'away'))).toThrow('reading only');
    expect(() => platform.fs.linkSync(join(folder, 'there'), join(folder, 'twice'))).toThrow('reading only');
  });

  it('leaves the variables of the process alone', () => {
    createOverlay(real).platform.system.setEnv('OVERT_OVERLAY_TEST', 'x');
    expect(process.env['OVERT_OVERLAY_TEST']).toBeUndefined();
  });
});
