import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { table, type Cell } from '../report/table.ts';
import type { Measured } from '../report/targets.ts';
import { paragraphs, type Section } from './section.ts';

const COLLECTOR_BENCH = new URL('../../packages/collector/bench/', import.meta.url);

/** The collector's own benchmarks, kept beside it: loaded only if they are there. */
const PARTS = [
  { file: 'ingest.ts', name: 'benchIngest', title: 'Events accepted durably' },
  { file: 'report.ts', name: 'benchReport', title: 'The report' },
] as const;

/** What the collector can take, and how fast it reports. */
export const collector: Section = {
  id: 'collector',
  title: 'Collector',
  async run() {
    const texts: string[] = [];
    let measured: Measured = {};
    for (const part of PARTS) {
      const found = await runPart(part);
      texts.push(`**${part.title}**`, typeof found === 'string' ? found : describe(found));
      if (typeof found !== 'string') measured = { ...measured, ...readTargets(found) };
    }
    return { text: paragraphs(...texts), measured };
  },
};

type Found = Readonly<Record<string, unknown>>;

/** The figures, or why there are none. */
async function runPart({
  file,
  name,
}: {
  readonly file: string;
  readonly name: string;
}): Promise<Found | string> {
  const url = new URL(file, COLLECTOR_BENCH);
  if (!existsSync(fileURLToPath(url))) return `skipped: packages/collector/bench/${file} does not exist`;
  const module = (await import(url.href)) as Record<string, unknown>;
  const bench = module[name];
  if (typeof bench !== 'function') return `skipped: packages/collector/bench/${file} exports no ${name}()`;
  return (await (bench as () => Promise<unknown>)()) as Found;
}

function describe(found: Found): string {
  const scalars = Object.entries(found).filter(
    ([, value]) => typeof value !== 'object' && value !== undefined,
  );
  const lists = Object.values(found).filter((value) => isRows(value));
  return paragraphs(
    scalars.length > 0
      ? table(
          ['', ''],
          scalars.map(([key, value]) => [key, cellOf(value)]),
        )
      : undefined,
    ...lists.map((rows) => rowsTable(rows)),
  );
}

function isRows(value: unknown): value is readonly Found[] {
  return Array.isArray(value) && value.length > 0 && typeof value[0] === 'object';
}

function rowsTable(rows: readonly Found[]): string {
  const head = Object.keys(rows[0] ?? {});
  return table(
    head,
    rows.map((row) => head.map((key) => cellOf(row[key]))),
  );
}

function cellOf(value: unknown): Cell {
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
}

function readTargets(_found: Found): Measured {
  return {};
}
