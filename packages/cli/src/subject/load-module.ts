import { writeSync } from 'node:fs';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { INSPECTOR } from 'overt/catalogue';
import { CliError, messageOf } from '../errors.ts';
import { readToolFile } from '../tool-file/read-tool-file.ts';

/** What importing a module brought. */
export type Loaded = {
  readonly exports: Readonly<Record<string, unknown>>;
  /** The options of each `defineTelemetry` that ran meanwhile, also of one that was refused. */
  readonly shown: readonly unknown[];
};

/**
 * Imports the author's module as the tool would. Nothing may be recorded by that: DO_NOT_TRACK is the one switch that
 * beats all others, so it is set first, and a tool that is switched off has no listener, file or process. It stays
 * set for whatever the module does later.
 */
export async function loadModule(path: string): Promise<Loaded> {
  process.env['DO_NOT_TRACK'] = '1';
  const world = globalThis as { [INSPECTOR]?: ((options: unknown) => void) | undefined };
  const shown: unknown[] = [];
  world[INSPECTOR] = (options) => shown.push(options);
  const release = keepOutputClean(path);
  try {
    return { exports: await importModule(path), shown };
  } catch (error) {
    // A refused definition is what `overt check` is for: the options were shown before they were checked.
    if ((error as { code?: unknown } | undefined)?.code === 'OVERT_INVALID_OPTION' && shown.length > 0)
      return { exports: {}, shown };
    if (error instanceof CliError) throw error;
    throw new CliError(`${path} cannot be loaded: ${messageOf(error)}`);
  } finally {
    release();
    delete world[INSPECTOR];
  }
}

/** Node 20 reads no TypeScript, and newer ones only some of it. JavaScript is loaded by Node itself. */
async function importModule(path: string): Promise<Record<string, unknown>> {
  if (extname(path) === '.json') return { options: await readToolFile(path) };
  if (!['.ts', '.mts', '.cts', '.tsx'].includes(extname(path)))
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  const { createJiti } = await import('jiti');
  const jiti = createJiti(pathToFileURL(path).href, {
    fsCache: false,
    interopDefault: false,
    tsconfigPaths: true,
  });
  return jiti.import<Record<string, unknown>>(path);
}

/** What the module prints goes to stderr, since stdout is for our answer; and if it ends the process, we say so. */
function keepOutputClean(path: string): () => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const complain = (): void => {
    writeSync(2, `overt: ${path} ended the process while it was loaded. Name a module that only declares.\n`);
    process.exitCode = 2;
  };
  process.once('exit', complain);
  return () => {
    process.stdout.write = write;
    process.off('exit', complain);
  };
}
