import fc from 'fast-check';
import { isBuiltin } from 'node:module';
import { describe, expect, it } from 'vitest';
import { readLocation } from './location.ts';
import { createPlacer, type PlaceContext } from './place.ts';

/** What a frame of that location would name. */
function placeOf(location: string, context: Partial<PlaceContext> = {}): string {
  const path = readLocation(location);
  const placed =
    path === undefined
      ? undefined
      : createPlacer({ tool: 'scan', roots: [], isBuiltin, isDependency: () => true, ...context })(path);
  return placed === undefined ? 'elsewhere' : 'file' in placed ? placed.file : placed.kind;
}

const ROOTS = [
  '/home/alice/.npm/lib/node_modules/scan',
  'C:\\Users\\Alice\\AppData\\npm\\node_modules\\scan',
];
const home = '/home/alice';

describe('the tool itself', () => {
  it.each([
    ['/home/alice/.npm/lib/node_modules/scan/dist/cli.js', 'app:///dist/cli.js'],
    ['file:///home/alice/.npm/lib/node_modules/scan/dist/cli.js', 'app:///dist/cli.js'],
    ['C:\\Users\\Alice\\AppData\\npm\\node_modules\\scan\\dist\\cli.js', 'app:///dist/cli.js'],
    ['file:///c:/users/ALICE/AppData/npm/node_modules/scan/dist/cli.js', 'app:///dist/cli.js'],
    ['/home/alice/.npm/lib/node_modules/scan/node_modules/zod/x.js', 'node_modules/zod/x.js'],
    ['/home/alice/.npm/lib/node_modules/scan/../../../../plan.js', 'elsewhere'],
    ['/home/alice/.npm/lib/node_modules/scanner/x.js', 'node_modules/scanner/x.js'],
    ['/HOME/alice/.npm/lib/node_modules/scan/dist/alice smith.js', 'elsewhere'],
  ])('%s is %s', (location, file) => {
    expect(placeOf(location, { roots: ROOTS, home })).toBe(file);
  });

  it.each(['/', '/home', '/home/alice', '/home/alice/', 'C:\\'])('is no package at %s', (root) => {
    expect(placeOf('/home/alice/notes/plan.js', { roots: [root], home })).toBe('elsewhere');
    expect(placeOf('C:\\notes\\plan.js', { roots: [root], home: 'C:\\Users\\alice' })).toBe('elsewhere');
  });

  it.each([
    ['/$bunfs/root/cli.js', '/opt/scan', 'app:///cli.js'],
    ['B:\\~BUN\\root\\cli.js', 'C:\\scan.exe', 'app:///cli.js'],
    ['/snapshot/scan/dist/cli.js', '/opt/scan', 'app:///dist/cli.js'],
    ['C:\\snapshot\\scan\\node_modules\\zod\\x.js', 'C:\\scan.exe', 'node_modules/zod/x.js'],
    ['/snapshot/alice/plan.js', '/usr/bin/node', 'elsewhere'],
    ['file:///tmp/deno-compile-scan/src/cli.ts', '/opt/scan', 'app:///src/cli.ts'],
    ['file:///tmp/deno-compile-scan/src/cli.ts', '/usr/bin/deno', 'elsewhere'],
    ['/home/alice/bin/scan', '/home/alice/bin/scan', 'app:///scan'],
    ['/home/alice/bin/alices-scan', '/home/alice/bin/alices-scan', 'app:///scan'],
    ['C:\\bin\\Scan.exe', 'c:\\bin\\scan.exe', 'app:///scan'],
    ['/usr/bin/node', '/usr/bin/node', 'elsewhere'],
  ])('as one executable: %s of %s is %s', (location, program, file) => {
    expect(placeOf(location, { program, home })).toBe(file);
  });
});

describe('what is not the tool', () => {
  it.each([
    ['/x/node_modules/zod/lib/x.js', 'node_modules/zod/lib/x.js'],
    ['/x/node_modules/.pnpm/@a+b@1.0.0/node_modules/@a/b/x.js', 'node_modules/@a/b/x.js'],
    ['/home/alice/.yarn/berry/cache/zod-npm-3-a1.zip/node_modules/zod/x.js', 'node_modules/zod/x.js'],
    ['/node_modules/zod/x.js', 'node_modules/zod/x.js'],
    ['node:fs', 'node:fs'],
    ['node:internal/process/task_queues', 'node:internal/process/task_queues'],
    ['node:alice smith', 'elsewhere'],
    ['node:alice', 'elsewhere'],
    ['node:fs/promises', 'node:fs/promises'],
    ['<anonymous>', 'native'],
    ['/home/alice/plugin.js', 'elsewhere'],
    ['/x/node_modules/overt/dist/index.js', 'own'],
    ['C:\\x\\node_modules\\overt\\dist\\courier.cjs', 'own'],
    ['/repo/packages/overt/dist/index.js', 'own'],
    ['/x/node_modules/overt/dist/a/b.js', 'node_modules/overt/dist/a/b.js'],
    ['https://example.com/alice.js', 'elsewhere'],
  ])('%s is %s', (location, file) => {
    expect(placeOf(location, { roots: ROOTS, home })).toBe(file);
  });
});

it('nothing above a package is named, however it is written', () => {
  const folder = fc.constantFrom(
    'alice-secret',
    'home',
    'Users',
    'proj (1)',
    'ä',
    '..',
    '.',
    'node_modules-x',
    'a b',
  );
  const above = fc.array(folder, { minLength: 1, maxLength: 5 });
  const style = fc.constantFrom<(path: string) => string>(
    (path) => path,
    (path) => `file://${path.split('/').map(encodeURIComponent).join('/')}`,
    (path) => `C:${path.replaceAll('/', '\\')}`,
    (path) => `\\\\alice-host\\share${path.replaceAll('/', '\\')}`,
  );
  fc.assert(
    fc.property(above, style, fc.constantFrom('x.js', 'node_modules/zod/x.js'), (above, style, rest) => {
      const root = `/${above.join('/')}/tool-root`;
      for (const path of [`/${above.join('/')}/${rest}`, `${root}/${rest}`])
        for (const roots of [[], [style(root)], [root]])
          expect(['elsewhere', 'app:///x.js', 'node_modules/zod/x.js']).toContain(
            placeOf(style(path), { roots }),
          );
    }),
  );
});
