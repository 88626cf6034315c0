import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { table, type Cell } from '../report/table.ts';
import type { Measured } from '../report/targets.ts';
import { paragraphs, type Bench, type Section } from './section.ts';

const COLLECTOR_BENCH = new URL('../../packages/collector/bench/', import.meta.url);

/** With `--quick` the collector's benchmarks run on this share of their events. */
const QUICK_SCALE = 0.05;

const REPORT_EVENTS = 10_000_000;

/** A row of what a benchmark of the collector returns. */
type Row = Readonly<Record<string, unknown>>;

type Part = {
  readonly file: string;
  readonly name: string;
  readonly title: string;
  /** What the function is called with for a share of all its events. */
  readonly argument: (scale: number) => number;
  readonly targets: (rows: readonly Row[]) => Measured;
};

/** The collector's own benchmarks, kept beside it: loaded only if they are there. */
const PARTS: readonly Part[] = [
  {
    file: 'ingest.ts',
    name: 'benchIngest',
    title:
      'Events accepted durably: answered only after they are on disk. Client and collector share the machine; the client sends ' +
      'bodies that it made before. Processor time is for each event, that of loading the store with it.',
    argument: (scale) => scale,
    targets: (rows) => ({
      collectorEventsPerSecond: numberOf(
        rows.find(({ batch }) => batch === 500),
        'eventsPerSecond',
      ),
    }),
  },
  {
    file: 'report.ts',
    name: 'benchReport',
    title:
      'The report over stored events. "first": nothing is summed up yet; "warm": nothing new since the last report; ' +
      '"live": a block of new events has just come in (held against the target); "scan": the same from the raw events.',
    argument: (scale) => REPORT_EVENTS * scale,
    targets: ([row]) => {
      const liveMs = numberOf(row, 'liveMs');
      return { collectorReportSeconds: liveMs === undefined ? undefined : liveMs / 1000 };
    },
  },
];

/** What the collector can take, and how fast it reports. */
export const collector: Section = {
  id: 'collector',
  title: 'Collector',
  async run(bench) {
    const texts: string[] = [];
    let measured: Measured = {};
    for (const part of PARTS) {
      const found = await runPart(part, bench);
      texts.push(part.title, typeof found === 'string' ? found : describe(found));
      // The targets are for the full number of events.
      const counts = typeof found !== 'string' && !bench.options.quick;
      if (counts) measured = { ...measured, ...part.targets(found) };
    }
    return { text: paragraphs(...texts), measured };
  },
};

/** The figures, or why there are none. */
async function runPart({ file, name, argument }: Part, { options }: Bench): Promise<readonly Row[] | string> {
  const url = new URL(file, COLLECTOR_BENCH);
  if (!existsSync(fileURLToPath(url))) return `- skipped: packages/collector/bench/${file} does not exist`;
  const module = (await import(url.href)) as Record<string, unknown>;
  const run = module[name];
  if (typeof run !== 'function') return `- skipped: packages/collector/bench/${file} exports no ${name}()`;
  const scale = options.quick ? QUICK_SCALE : 1;
  const found = await (run as (amount: number) => Promise<Row | readonly Row[]>)(argument(scale));
  return Array.isArray(found) ? (found as readonly Row[]) : [found as Row];
}

/** One table: the rows' names as its head, but for what says which benchmark it is. */
function describe(rows: readonly Row[]): string {
  const head = Object.keys(rows[0] ?? {}).filter((key) => key !== 'bench');
  const cells = rows.map((row) => head.map((key) => cellOf(row[key])));
  return table(head, cells);
}

function cellOf(value: unknown): Cell {
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
}

function numberOf(row: Row | undefined, key: string): number | undefined {
  const value = row?.[key];
  return typeof value === 'number' ? value : undefined;
}
