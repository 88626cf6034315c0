import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createNodePlatform } from './node.ts';

const { isTerminal } = createNodePlatform().system;

describe('isTerminal', () => {
  const devices = [
    '/dev/null',
    '/dev/zero',
    '/dev/random',
    '/dev/ptmx',
    '/dev/tty',
    '/dev/full',
    '/etc/hosts',
    '/',
  ];

  it.each(devices)('says of %s what isatty says', (path) => {
    const fd = open(path) ?? 9999;
    expect(isTerminal(fd)).toBe(isatty(fd));
  });

  it.skipIf(!existsSync('/dev/ptmx'))('knows a terminal', () => {
    expect(isTerminal(open('/dev/ptmx') ?? -1)).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('knows that a pipe is none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'overt-pipe-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(isTerminal(open(join(folder, 'pipe'), constants.O_RDWR) ?? 0)).toBe(false);
  });

  it.each([0, 1, 2, 9999])('says of descriptor %i what isatty says', (fd) => {
    expect(isTerminal(fd)).toBe(isatty(fd));
  });
});

/** Undefined where there is no such thing, or it may not be opened (no terminal: /dev/tty). */
function open(path: string, flags: number = constants.O_RDONLY): number | undefined {
  try {
    const fd = openSync(path, flags);
    onTestFinished(() => closeSync(fd));
    return fd;
  } catch {
    return undefined;
  }
}
