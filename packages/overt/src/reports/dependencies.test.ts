import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodePlatform } from '../platform/node.ts';
import { createDependencies, packageOf } from './dependencies.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overt-dependencies-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, manifest: object): void {
  const file = join(folder, path, 'package.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(manifest));
}

/** Which of these the tool depends on. */
function known(root: string, names: readonly string[]): string[] {
  return names.filter(createDependencies(createNodePlatform(), join(folder, root)));
}

describe('the packages that a tool depends on', () => {
  const NAMES = ['a', 'b', '@s/c', 'd', 'e', 'private-plugin', '@acme/secret'];

  it('are told from those of the project in which it is installed', () => {
    put('node_modules/scan', { dependencies: { a: '1', '@s/c': '1' }, devDependencies: { e: '1' } });
    put('node_modules/a', { optionalDependencies: { b: '1' } });
    put('node_modules/b', { peerDependencies: { d: '1' }, dependencies: { a: '1' } });
    put('node_modules/@s/c', {});
    put('node_modules/e', {});
    put('node_modules/private-plugin', { dependencies: { '@acme/secret': '1', scan: '1' } });
    expect(known('node_modules/scan', NAMES)).toEqual(['a', 'b', '@s/c', 'd']);
  });

  it('are found through links, as pnpm makes them', () => {
    put('store/scan@1/node_modules/scan', { dependencies: { a: '1' } });
    put('store/a@1/node_modules/a', { dependencies: { b: '1' } });
    put('store/b@1/node_modules/b', {});
    symlinkSync(
      join(folder, 'store/a@1/node_modules/a'),
      join(folder, 'store/scan@1/node_modules/a'),
      'junction',
    );
    symlinkSync(
      join(folder, 'store/b@1/node_modules/b'),
      join(folder, 'store/a@1/node_modules/b'),
      'junction',
    );
    expect(known('store/scan@1/node_modules/scan', NAMES)).toEqual(['a', 'b']);
  });

  it.each(['', '{', 'null', '[]', '{"dependencies":7}', '{"dependencies":null}', '{"dependencies":["a"]}'])(
    'are none of a manifest that is %j',
    (text) => {
      mkdirSync(join(folder, 'scan'));
      writeFileSync(join(folder, 'scan/package.json'), text);
      expect(known('scan', NAMES)).toEqual([]);
    },
  );

  it('are none where nobody knows where the tool is', () => {
    expect(createDependencies(createNodePlatform(), undefined)('a')).toBe(false);
  });
});

it.each([
  ['node_modules/zod/lib/x.js', 'zod'],
  ['node_modules/@a/b/x.js', '@a/b'],
  ['node_modules/', ''],
])('the package of %s is %s', (file, name) => {
  expect(packageOf(file)).toBe(name);
});
