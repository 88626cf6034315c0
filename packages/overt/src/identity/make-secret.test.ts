import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { atEachStep } from '../../test/harness/overtaken.ts';
import { createNodePlatform } from '../platform/node.ts';
import { makeSecret } from './make-secret.ts';

const real = createNodePlatform();

function makePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'overt-secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'install-id');
  mkdirSync(path);
  writeFileSync(join(path, 'note.txt'), 'somebody else keeps this\n');
  return path;
}

test('an id whose place is taken by a folder is the same for two processes that make it at once', async () => {
  await atEachStep(() => {
    const path = makePath();
    const secrets: unknown[] = [];
    return {
      platform: real,
      act: (platform) => secrets.push(makeSecret(platform, path)),
      other: () => secrets.push(makeSecret(real, path)),
      check: () => {
        const [secret] = secrets;
        expect(secret).toMatch(/^[0-9a-f]{32}$/);
        expect(secrets).toEqual([secret, secret]);
        expect(readFileSync(path, 'utf8')).toBe(`${String(secret)}\n`);
        const kept = readdirSync(join(path, '..')).filter((name) => name.includes('.spoilt-'));
        expect(kept).toHaveLength(1);
        expect(readdirSync(join(path, '..', kept[0] ?? ''))).toEqual(['note.txt']);
      },
    };
  });
});
