import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect } from 'vitest';
import { TOOL, type Place } from './place.ts';

const PACKAGE = join(import.meta.dirname, '../..');
const FIXTURES = join(import.meta.dirname, '../fixtures');

type BundleOptions = {
  readonly format: 'esm' | 'cjs';
  readonly minify: boolean;
  /** @default tool */
  readonly name?: string;
};

/** Makes one file of a fixture, in a folder where there is nothing else, and answers its path. */
export async function bundle(
  { root }: Place,
  fixture: string,
  { format, minify, name = 'tool' }: BundleOptions,
): Promise<string> {
  const folder = join(root, 'app');
  const before = existsSync(folder) ? readdirSync(folder) : [];
  const outfile = join(folder, `${name}.${format === 'esm' ? 'mjs' : 'cjs'}`);
  const { warnings } = await build({
    entryPoints: [join(FIXTURES, fixture)],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    minify,
    outfile,
    logLevel: 'silent',
  });
  expect(warnings).toEqual([]);
  expect(readdirSync(folder)).toHaveLength(before.length + 1);
  return outfile;
}

/** A form in which tools are published. */
export type Form = { readonly format: 'esm' | 'cjs'; readonly isBundled: boolean };

/** Makes a tool of a fixture: one file in an empty folder, or a package with Overt installed. Answers its path. */
export async function packTool(place: Place, fixture: string, { format, isBundled }: Form): Promise<string> {
  if (isBundled) return bundle(place, fixture, { format, minify: false });
  const app = join(place.root, 'app');
  installPackage(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: TOOL, version: '1.2.3' }));
  const outfile = join(app, format === 'esm' ? 'tool.mjs' : 'tool.cjs');
  await build({
    entryPoints: [join(FIXTURES, fixture)],
    bundle: true,
    external: ['overt'],
    platform: 'node',
    format,
    outfile,
  });
  return outfile;
}

/** Installs the package next to a fixture as npm would, and answers the fixture's path. */
export function install({ root }: Place, fixture: string): string {
  const app = join(root, 'app');
  installPackage(app);
  cpSync(join(FIXTURES, fixture), join(app, 'tool.mjs'));
  return join(app, 'tool.mjs');
}

function installPackage(app: string): void {
  const target = join(app, 'node_modules/overt');
  mkdirSync(target, { recursive: true });
  for (const name of [
    'package.json',
    'dist/index.js',
    'dist/checks.cjs',
    'dist/cold.cjs',
    'dist/errors.cjs',
    'dist/rare.cjs',
    'dist/courier.cjs',
    'dist/commands.cjs',
    'dist/worker.js',
    'dist/worker-crash.cjs',
  ])
    cpSync(join(PACKAGE, name), join(target, name));
}
