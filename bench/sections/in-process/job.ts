import { appendFile, cleanEnvironment, toolPath } from '../../measure/sample.ts';
import type { Variant } from '../../variants.ts';
import type { Bench } from '../section.ts';

/** One run of tools/in-process.mjs. */
export type Job = {
  readonly mode: 'import' | 'calls';
  readonly sdk: string;
  readonly args?: readonly string[];
  readonly stateFolder: string;
  readonly env?: Variant['env'] | undefined;
};

/** What it reported, or why it reported nothing. */
export type JobResult<T> = { readonly value: T } | { readonly value?: undefined; readonly failure: string };

/** Runs it in a fresh process; `read` gives its report the type that the mode makes it have. */
export async function runJob<T>(bench: Bench, job: Job, read: (json: unknown) => T): Promise<JobResult<T>> {
  const { launcher, sink, options } = bench;
  const { mode, sdk, args = [], stateFolder, env } = job;
  const own = { BENCH_ID: '0', BENCH_URL: sink.healthyUrl, BENCH_FILE: appendFile(stateFolder) };
  const { stdout, stderr, code } = await launcher.launch({
    args: [toolPath('in-process.mjs'), mode, sdk, ...args],
    env: { ...cleanEnvironment(stateFolder), ...own, ...env },
    capMs: options.capMs,
  });
  if (stdout.startsWith('{')) return { value: read(JSON.parse(stdout)) };
  const line = stderr.split('\n').find((text) => /error/i.test(text));
  return { failure: line ?? `ended with code ${code}` };
}

/** The name of a variant's SDK in tools/in-process.mjs: its file's. */
export function sdkOf({ file }: Variant): string {
  return file.replace('.mjs', '');
}
