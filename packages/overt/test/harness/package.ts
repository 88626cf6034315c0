import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect } from 'vitest';
import type { Place } from './place.ts';

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

/** Installs the package next to a fixture as npm would, and answers the fixture's path. */
export function install({ root }: Place, fixture: string): string {
  const app = join(root, 'app');
  const target = join(app, 'node_modules/overt');
  mkdirSync(target, { recursive: true });
  for (const name of [
    'package.json',
    'dist/index.js',
    'dist/cold.cjs',
    'dist/rare.cjs',
    'dist/courier.cjs',
    'dist/commands.cjs',
    'dist/worker.js',
    'dist/worker-crash.cjs',
  ])
    cpSync(join(PACKAGE, name), join(target, name));
  cpSync(join(FIXTURES, fixture), join(app, 'tool.mjs'));
  return join(app, 'tool.mjs');
}
