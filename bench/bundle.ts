import { build } from 'esbuild';
import { toolPath } from './measure/sample.ts';

/** The name that `OVERT_BUNDLED` runs. */
const OUTPUT = 'overt.bundled.mjs';

/**
 * Bundles the tool and the SDK into one file, as many CLIs are published: Node then looks up no package by its name.
 * `cli.mjs` stays outside, as it does for the other variants. Returns what went wrong, if anything.
 */
export async function bundleOvert(): Promise<string | undefined> {
  try {
    await build({
      entryPoints: [toolPath('overt.mjs')],
      outfile: toolPath(OUTPUT),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      external: ['./cli.mjs'],
      logLevel: 'silent',
    });
    return undefined;
  } catch (error) {
    return `esbuild could not bundle it: ${String(error).split('\n')[0]}`;
  }
}
