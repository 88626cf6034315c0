import { build, type BuildOptions } from 'esbuild';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { parseStack } from '../../src/reports/stack-text.ts';
import { catchNotes, complete, makePackage, PRINT, type Completed, type Package } from './tool.ts';

const FILES = {
  'src/cli.js': `import { loadConfig } from './config.js';
import { runEach } from 'runner';
async function main() {
  await null;
  await startScan(process.argv[2] ?? 'x');
}
async function startScan(name) {
  return runEach([name], (item) => loadConfig(item));
}
${PRINT}`,
  'src/config.js': `import { Reader } from './reader.js';
/* A comment that only moves what comes after it. */
export function loadConfig(name) {
  try {
    return new Reader(name).readAll();
  } catch (cause) {
    throw Object.assign(new TypeError('in /home/alice', { cause }), { code: 'ERR_CONFIG' });
  }
}
`,
  'src/reader.js': `export class Reader {
  constructor(name) { this.name = name; }
  readAll() { return parseText(this.name + process.pid); }
}
function parseText(text) {
  if (text.length > 1) throw new RangeError(text);
  return [text, parseText(text.slice(1))];
}
`,
  'node_modules/runner/package.json': '{"name":"runner","type":"module","main":"index.js"}',
  'node_modules/runner/index.js': `export function runEach(items, act) {
  const all = [];
  for (const item of items) all.push(act(item));
  return all;
}
`,
};

const BUNDLES: Readonly<Record<string, BuildOptions>> = {
  esbuild: { sourcemap: true },
  'esbuild, minified': { sourcemap: true, minify: true },
  'esbuild, minified, with the map within': { sourcemap: 'inline', minify: true },
  'esbuild, minified, names kept': { sourcemap: true, minify: true, keepNames: true },
  'esbuild, from elsewhere': { sourcemap: true, minify: true, sourceRoot: 'https://example.com/alice' },
};

function bundleWithEsbuild({ root }: Package, options: BuildOptions): Promise<unknown> {
  const file = join(root, 'dist/cli.js');
  return build({
    entryPoints: [join(root, 'src/cli.js')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: file,
    ...options,
  });
}

async function bundleWithRolldown({ root }: Package, minify: boolean): Promise<void> {
  const bundle = await rolldown({ input: join(root, 'src/cli.js'), platform: 'node' });
  await bundle.write({ file: join(root, 'dist/cli.js'), format: 'esm', sourcemap: true, minify });
  await bundle.close();
}

const SOURCE_STACK = `TypeError [ERR_CONFIG]
    at loadConfig (app:///src/config.js:7:25)
    at app:///src/cli.js:8:37
    at runEach (node_modules/runner/index.js:3:37)
    at startScan (app:///src/cli.js:8:10)
    at main (app:///src/cli.js:5:9)
  caused by: RangeError
      at parseText (app:///src/reader.js:6:31)
      at Reader.readAll (app:///src/reader.js:3:22)
      at loadConfig (app:///src/config.js:5:29)
      at app:///src/cli.js:8:37
      at runEach (node_modules/runner/index.js:3:37)
      at startScan (app:///src/cli.js:8:10)
      at main (app:///src/cli.js:5:9)`;

function reportFromSource(): Completed {
  const tool = makePackage(FILES);
  return complete(tool, { errors: catchNotes(join(tool.root, 'src/cli.js')) });
}

describe('the report of an error', () => {
  it('thrown from source', () => {
    const fromSource = reportFromSource();
    expect(withoutPosition(fromSource.stack)).toBe(withoutPosition(SOURCE_STACK));
    expect(fromSource.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(fromSource.reference).toBe('KMNPQRSTV'.slice(-8) + '-3');
  });

  it.each(Object.entries(BUNDLES))('thrown from %s is that of the source', async (_, options) => {
    const tool = makePackage(FILES);
    await bundleWithEsbuild(tool, options);
    expectSame(complete(tool, { errors: catchNotes(join(tool.root, 'dist/cli.js')) }), reportFromSource());
  });

  it.each([false, true])('thrown from rolldown, minified: %s, is that of the source', async (minify) => {
    const tool = makePackage(FILES);
    await bundleWithRolldown(tool, minify);
    expectSame(complete(tool, { errors: catchNotes(join(tool.root, 'dist/cli.js')) }), reportFromSource());
  });

  it('has the same number in another version, where lines have moved', () => {
    const files = Object.entries(FILES).map(([name, text]) => [
      name,
      name.endsWith('.js') ? `\n\n\n${text}` : text,
    ]);
    const tool = makePackage(Object.fromEntries(files) as typeof FILES, 'bob/code/scan');
    const moved = complete(tool, { errors: catchNotes(join(tool.root, 'src/cli.js')) });
    expect(moved.fingerprint).toBe(reportFromSource().fingerprint);
    expect(moved.stack).not.toBe(reportFromSource().stack);
  });

  it('has another number where another function throws', () => {
    const reader = FILES['src/reader.js'].replaceAll('parseText', 'parseAnything');
    const tool = makePackage({ ...FILES, 'src/reader.js': reader });
    const other = complete(tool, { errors: catchNotes(join(tool.root, 'src/cli.js')) });
    expect(other.fingerprint).not.toBe(reportFromSource().fingerprint);
  });
});

/** Bundlers and engines differ in the column of a call, and in how they call what has a class. */
function expectSame({ stack, fingerprint }: Completed, source: Completed): void {
  const lines = (text: string): unknown =>
    parseStack(text).map(({ type, code, frames }) => [
      type,
      code,
      frames.map((frame) =>
        'cut' in frame ? frame : [frame.file, frame.line, frame.function?.split('.').at(-1)],
      ),
    ]);
  expect(lines(stack)).toEqual(lines(source.stack));
  expect(fingerprint).toBe(source.fingerprint);
}

function withoutPosition(stack: string): string {
  return stack.replace(/async |:\d+:\d+/g, '');
}
