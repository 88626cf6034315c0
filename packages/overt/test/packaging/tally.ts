import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../../..');

/** Installs the example tool in a folder of its own as npm would: its own files, and what it depends on. */
export function installTally(folder: string): void {
  for (const part of ['bin', 'src', 'package.json'])
    cpSync(join(ROOT, 'examples/tally', part), join(folder, part), { recursive: true });
  cpSync(join(ROOT, 'node_modules/commander'), join(folder, 'node_modules/commander'), { recursive: true });
  installOvert(folder);
}

/** Installs the package as it is published, without its types. */
export function installOvert(folder: string): void {
  const target = join(folder, 'node_modules/overt');
  mkdirSync(target, { recursive: true });
  const source = join(ROOT, 'packages/overt');
  cpSync(join(source, 'package.json'), join(target, 'package.json'));
  const isCode = (path: string): boolean => !/dist\/(types|.*\.tsbuildinfo)/.test(path);
  cpSync(join(source, 'dist'), join(target, 'dist'), { recursive: true, filter: isCode });
}

/** The same as a tool that `require`s all of it. */
export function writeCommonJs(folder: string): string {
  const main = join(folder, 'tally.cjs');
  const lines = [
    "const { createProgram } = require('./src/program.js');",
    "const { telemetry } = require('./src/telemetry.js');",
    'void telemetry.introduce().then(() => createProgram().parseAsync());',
  ];
  writeFileSync(main, lines.join('\n'));
  return main;
}
