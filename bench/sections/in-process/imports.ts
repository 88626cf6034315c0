import { takeSample } from '../../measure/sample.ts';
import { median, summarize } from '../../measure/stats.ts';
import { createWorkspace, type Workspace } from '../../measure/workspace.ts';
import { table, type Cell } from '../../report/table.ts';
import { OVERT_COURIER, type Variant } from '../../variants.ts';
import type { Bench } from '../section.ts';
import { runJob, sdkOf } from './job.ts';

/** The run that makes the state folder. */
export const FIRST_RUN: Variant = { ...OVERT_COURIER, name: 'overt, first run' };

/** How the figures of `importTable` are taken. */
export const IMPORT_METHOD = `A fresh process each, orders mixed; a timer inside it around await import(), around the set-up
as the author writes it, and around the first event. Milliseconds, min / median. "overt" finds the state folder
of earlier runs; "first run" makes it.`;

/** Given to the courier of the warm-up to deliver, so that it is gone before the timing begins. */
const WARM_UP_WAIT_MS = 3000;

type ImportTimes = { readonly importMs: number; readonly openMs: number; readonly firstMs: number };

/** The import times of one variant, and what went wrong if they are missing. */
export type Imports = {
  readonly variant: Variant;
  readonly times: readonly ImportTimes[];
  readonly failures: readonly string[];
};

/** Times cold imports, set-ups and first events. */
export async function measureImports(
  bench: Bench,
  variants: readonly Variant[],
): Promise<readonly Imports[]> {
  const workspace = createWorkspace();
  for (const variant of variants) if (variant.state === 'shared') await warmUp(bench, workspace, variant);
  const runs = variants.map((variant) => ({ variant, times: [] as ImportTimes[], failures: [] as string[] }));
  for (let round = 0; round < bench.options.imports; round++) {
    // Each round begins with another one, so that none is always the first.
    for (const run of [...runs.slice(round % runs.length), ...runs.slice(0, round % runs.length)]) {
      const { variant, times, failures } = run;
      const job = { mode: 'import', sdk: sdkOf(variant), env: variant.env } as const;
      const stateFolder = workspace.folderFor(variant);
      const seen = await runJob(bench, { ...job, stateFolder }, (json) => json as ImportTimes);
      if (seen.value === undefined) failures.push(seen.failure);
      else times.push(seen.value);
    }
  }
  workspace.remove();
  return runs;
}

/** The median import time of a variant. */
export function medianImport(imports: readonly Imports[], wanted: Variant): number | undefined {
  const times = imports.find(({ variant }) => variant === wanted)?.times ?? [];
  return times.length === 0 ? undefined : median(times.map(({ importMs }) => importMs));
}

/** A row for each variant. */
export function importTable(imports: readonly Imports[]): string {
  const rows = imports.map(({ variant, times, failures }): Cell[] => {
    if (times.length === 0) return [variant.name, `failed: ${failures[0]}`];
    const cell = (pick: (one: ImportTimes) => number): string => {
      const { min, median: middle } = summarize(times.map(pick));
      return `${min.toFixed(2)} / ${middle.toFixed(2)}`;
    };
    const parts = [cell((one) => one.importMs), cell((one) => one.openMs), cell((one) => one.firstMs)];
    return [variant.name, ...parts, cell((one) => one.importMs + one.openMs + one.firstMs)];
  });
  return table(['', 'import', 'set-up', 'first event', 'all three'], rows);
}

/** One ordinary run of the tool, so that the state folder is what a user's is. */
async function warmUp(bench: Bench, workspace: Workspace, variant: Variant): Promise<void> {
  const { launcher, sink, options } = bench;
  const stateFolder = workspace.folderFor(variant);
  const request = { variant, stateFolder, endpoint: sink.healthyUrl, capMs: options.capMs };
  const { id } = await takeSample(launcher, request);
  if (variant.delivery === 'courier') await sink.waitFor([id], WARM_UP_WAIT_MS);
}
