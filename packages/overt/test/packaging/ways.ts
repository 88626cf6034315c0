import { join } from 'node:path';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { compileWithBun, makeSea, whyNoSea } from './executables.ts';
import { make, PROGRAMS, whyNot } from './programs.ts';
import { writeCommonJs } from './tally.ts';

/** The folder in which the tool is installed, and one where there is nothing yet and nothing above it. */
export type Folders = { readonly app: string; readonly out: string };

/** How a tool is packed, and what must then be true of it. */
export type Way = {
  readonly name: string;
  /** Packs the tool, and answers how it is started. */
  readonly pack: (folders: Folders) => Promise<readonly string[]> | readonly string[];
  /** Why not here, if not. */
  readonly whyNot?: () => string | undefined;
  readonly runtime: 'node' | 'bun' | 'deno';
  /** What is recorded of an error with which a command's promise is rejected, and that nobody handles. */
  readonly failure: 'crash' | 'error';
};

const NODE = { runtime: 'node', failure: 'crash' } as const;
/** Bun goes on after a rejection that nobody handles, and tells nobody of it. */
const BUN = { runtime: 'bun', failure: 'error', whyNot: () => whyNot('bun') } as const;
const DENO = { runtime: 'deno', failure: 'crash', whyNot: () => whyNot('deno') } as const;
const RUN_DENO = [PROGRAMS.deno, 'run', '--allow-all'];
/** An ES module has no `require`, which a tool's dependencies may want: what users of esbuild do. */
const WITH_REQUIRE =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

/** Every way in which the example tool is packed. */
export const WAYS: readonly Way[] = [
  { ...NODE, name: 'ES modules', pack: ({ app }) => [process.execPath, mainOf(app)] },
  { ...NODE, name: 'CommonJS', pack: ({ app }) => [process.execPath, writeCommonJs(app)] },
  { ...NODE, name: 'esbuild, packages outside', pack: async ({ app }) => onNode(await bundleOutside(app)) },
  { ...NODE, name: 'esbuild, esm', pack: async (folders) => onNode(await bundleTally(folders, 'esm')) },
  { ...NODE, name: 'esbuild, cjs', pack: async (folders) => onNode(await bundleTally(folders, 'cjs')) },
  { ...NODE, name: 'rolldown, esm', pack: async (folders) => onNode(await roll(folders, 'esm')) },
  { ...NODE, name: 'rolldown, cjs', pack: async (folders) => onNode(await roll(folders, 'cjs')) },
  { ...NODE, name: 'ncc', pack: (folders) => onNode(runNcc(folders)) },
  {
    ...NODE,
    name: 'executable of Node',
    whyNot: whyNoSea,
    pack: async (folders) => [makeSea(await bundleTally(folders, 'cjs'), folders.out, {})],
  },
  {
    ...NODE,
    name: 'executable of Node with a code cache',
    whyNot: whyNoSea,
    pack: async (folders) => [
      makeSea(await bundleTally(folders, 'cjs'), folders.out, { useCodeCache: true }),
    ],
  },
  { ...BUN, name: 'ES modules under Bun', pack: ({ app }) => [PROGRAMS.bun, mainOf(app)] },
  { ...BUN, name: 'CommonJS under Bun', pack: ({ app }) => [PROGRAMS.bun, writeCommonJs(app)] },
  {
    ...BUN,
    name: 'executable of Bun',
    pack: ({ app, out }) => [compileWithBun(mainOf(app), out)],
  },
  { ...DENO, name: 'ES modules under Deno', pack: ({ app }) => [...RUN_DENO, mainOf(app)] },
  { ...DENO, name: 'CommonJS under Deno', pack: ({ app }) => [...RUN_DENO, writeCommonJs(app)] },
  {
    ...DENO,
    name: 'esbuild, esm, under Deno',
    pack: async (folders) => [...RUN_DENO, await bundleTally(folders, 'esm')],
  },
];

/** Makes one file of the tool, as its author would for an executable. */
export function bundleTally({ app, out }: Folders, format: 'esm' | 'cjs'): Promise<string> {
  return bundleFile(mainOf(app), join(out, format === 'esm' ? 'tally.mjs' : 'tally.cjs'));
}

/** Makes one file of a module and all that it imports. */
export async function bundleFile(main: string, outfile: string): Promise<string> {
  const format = outfile.endsWith('.mjs') ? 'esm' : 'cjs';
  await build({
    entryPoints: [main],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    minify: true,
    outfile,
    logLevel: 'silent',
    ...(format === 'esm' && { banner: { js: WITH_REQUIRE } }),
  });
  return outfile;
}

function mainOf(app: string): string {
  return join(app, 'bin/tally.js');
}

function onNode(file: string): readonly string[] {
  return [process.execPath, file];
}

/** As many tools are published: their own code in one file, what they depend on beside it. */
async function bundleOutside(app: string): Promise<string> {
  const outfile = join(app, 'dist/tally.cjs');
  const options = { bundle: true, platform: 'node', packages: 'external', format: 'cjs', outfile } as const;
  await build({ entryPoints: [mainOf(app)], ...options });
  return outfile;
}

async function roll({ app, out }: Folders, format: 'esm' | 'cjs'): Promise<string> {
  const file = join(out, format === 'esm' ? 'tally.mjs' : 'tally.cjs');
  const bundle = await rolldown({ input: mainOf(app), platform: 'node', logLevel: 'silent' });
  await bundle.write({ file, format, minify: true });
  return file;
}

function runNcc({ app, out }: Folders): string {
  make([process.execPath, PROGRAMS.ncc, 'build', mainOf(app), '--out', out, '--quiet'], app);
  return join(out, 'index.js');
}
