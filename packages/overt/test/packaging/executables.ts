import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { make, PROGRAMS, whyNot } from './programs.ts';

/** Marks where Node looks for the tool in a copy of itself (its documentation of single executables says so). */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** Why Node makes no single executable here, if it does not. */
export function whyNoSea(): string | undefined {
  if (process.platform !== 'linux') return 'elsewhere the copy of Node must be signed anew';
  // A Node that shares its library has nothing in its own file to put a tool into.
  const build: Readonly<Record<string, unknown>> = process.config.variables;
  if (build['node_shared'] === true) return 'this Node keeps itself in a shared library';
  return whyNot('postject', ['--help']);
}

/** Makes a single executable of a tool that is one file of CommonJS. */
export function makeSea(main: string, folder: string, settings: Record<string, boolean> = {}): string {
  const config = join(folder, 'sea.json');
  const blob = join(folder, 'sea.blob');
  const program = join(folder, 'tally');
  const all = { main, output: blob, disableExperimentalSEAWarning: true, ...settings };
  writeFileSync(config, JSON.stringify(all));
  make([process.execPath, '--experimental-sea-config', config], folder);
  copyFileSync(process.execPath, program);
  chmodSync(program, 0o755);
  make(
    [process.execPath, PROGRAMS.postject, program, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE],
    folder,
  );
  return program;
}

/** Makes an executable of Bun. */
export function compileWithBun(main: string, folder: string): string {
  const program = join(folder, 'tally');
  make([PROGRAMS.bun, 'build', '--compile', main, `--outfile=${program}`], folder);
  return program;
}
