import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it as base } from 'vitest';
import { createNodePlatform } from '../platform/node.ts';
import type { FileSystem, Platform } from '../platform/platform.ts';
import { makeSecret } from './make-secret.ts';

const it = base.extend('path', async ({ task: _task }, { onCleanup }) => {
  const folder = mkdtempSync(join(tmpdir(), 'overt-secret-'));
  onCleanup(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'install-id');
  mkdirSync(path);
  writeFileSync(join(path, 'note.txt'), 'somebody else keeps this\n');
  return path;
});

/** A process that looks at `path`, and is overtaken by a whole other one at its `step`-th step from then on. */
function overtaken(
  path: string,
  step: number,
): { readonly platform: Platform; readonly other: () => unknown } {
  const real = createNodePlatform();
  let steps = 0;
  let other: string | undefined;
  const calls = ['lstatSync', 'renameSync', 'openSync', 'linkSync', 'unlinkSync', 'readFileSync'] as const;
  const overtakenCalls = calls.map((name) => [
    name,
    (...args: never[]) => {
      if (steps++ === step) other = makeSecret(real, path);
      return (real.fs[name] as (...args: never[]) => unknown)(...args);
    },
  ]);
  const fs = { ...real.fs, ...(Object.fromEntries(overtakenCalls) as Partial<FileSystem>) };
  return { platform: { ...real, fs }, other: () => (steps > step ? other : 'never') };
}

describe('an id whose place is taken by a folder', () => {
  it.for(Array.from({ length: 24 }, (_, step) => step))(
    'is the same for two processes, one of which is overtaken at step %i',
    (step, { path }) => {
      const { platform, other } = overtaken(path, step);
      const secret = makeSecret(platform, path);
      expect(secret).toMatch(/^[0-9a-f]{32}$/);
      expect([secret, 'never']).toContain(other());
      expect(readFileSync(path, 'utf8')).toBe(`${secret}\n`);
      const kept = readdirSync(join(path, '..')).filter((name) => name.includes('.spoilt-'));
      expect(kept).toHaveLength(1);
      expect(readdirSync(join(path, '..', kept[0] ?? ''))).toEqual(['note.txt']);
    },
  );
});
