import { tmpdir } from 'node:os';
import type { Batch, BatchEvent, HttpTransport } from 'overt';
import { testPlatform } from 'overt/testing';
import { FORMATS, type Format } from '../../scripts/docs/sinks/formats.ts';
import { makeProbe } from '../../scripts/docs/sinks/probe.ts';
import { median } from '../measure/stats.ts';
import { figure, table, type Cell } from '../report/table.ts';
import { OVERT_NO_SINK, SINK_VARIANTS } from '../variants.ts';
import { compareRuns } from './compare-runs.ts';
import { paragraphs, type Section } from './section.ts';

const METHOD = `Microseconds per event to make the requests of a batch of 500 events, with everything but the network: encoding, and
packing where a format does it. Medians of rounds in which every format has its turn. "x JSON.stringify" is against that of the same
events in the form in which they are handed to a sink, not packed. This is work of the courier: no run of a tool waits for it. Of
"sentry" the batch is of crashes, one request each, since it takes no others.`;

const RUN_METHOD = `The whole process of the tool, in milliseconds over the one with no sink, paired within each round. Code of a sink is loaded by the courier
only; what a run pays is to check and keep its options, and, for sinks in packages of their own, Node's search for each package.`;

const SAME_AGAIN = { ...OVERT_NO_SINK, name: 'the same again (noise)' };
const BATCH_EVENTS = 500;
const WARM_UP_ROUNDS = 3;
const NS_PER_US = 1000;

/** What it costs the courier to write events in each format. */
export const sinks: Section = {
  id: 'sinks',
  title: 'Sinks: what they cost a run, and what they cost the courier',
  async run(bench) {
    const { options } = bench;
    const runs = await compareRuns(bench, [...SINK_VARIANTS, SAME_AGAIN], 'x no sink');
    const rounds = Math.max(5, options.rounds);
    const subjects = [...FORMATS.map(subjectOf), BASELINE];
    const times = new Map(subjects.map(({ name }) => [name, [] as number[]]));
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      for (const { name, encode } of subjects) {
        const start = process.hrtime.bigint();
        await encode();
        const usPerEvent = Number(process.hrtime.bigint() - start) / NS_PER_US / BATCH_EVENTS;
        if (round >= 0) times.get(name)?.push(usPerEvent);
      }
    }
    return { text: paragraphs(RUN_METHOD, runs, METHOD, toTable(subjects, times)) };
  },
};

type Subject = {
  readonly name: string;
  readonly encode: () => Promise<void>;
  /** How many bytes go out for an event. */
  readonly bytes: () => number;
};

const USAGE = makeBatch('command.invocation');
const BASELINE: Subject = {
  name: 'JSON.stringify',
  encode: async () => void JSON.stringify(USAGE),
  bytes: () => JSON.stringify(USAGE).length / BATCH_EVENTS,
};

function subjectOf({ name, open }: Format): Subject {
  let bytes = 0;
  const transport: HttpTransport = async ({ body }) => {
    bytes += body.length;
    return { kind: 'answer', status: 200, retryAfter: undefined, body: '' };
  };
  const sink = open(testPlatform({ home: tmpdir() }), transport);
  const batch = name === 'sentry' ? makeBatch('crash') : USAGE;
  const encode = async (): Promise<void> => {
    bytes = 0;
    await sink.send(batch, { signal: new AbortController().signal });
  };
  return { name, encode, bytes: () => bytes / BATCH_EVENTS };
}

function makeBatch(name: string): Batch {
  const probe = makeProbe(name);
  const events = Array.from({ length: BATCH_EVENTS }, (_, index): BatchEvent => {
    const seq = index + 1;
    const { began: _began, ended: _ended, ...run } = probe.run;
    return { ...probe, run, seq, id: `${run.run}.${seq}`, time: probe.time + index };
  });
  return { id: `${events[0]?.id}-${BATCH_EVENTS}`, attempt: 1, sentAt: Date.now(), events };
}

function toTable(subjects: readonly Subject[], times: ReadonlyMap<string, readonly number[]>): string {
  const base = median(times.get(BASELINE.name) ?? []);
  const rows = subjects.map(({ name, bytes }): Cell[] => {
    const us = median(times.get(name) ?? []);
    return [name, us.toFixed(2), figure(us / base), Math.round(bytes())];
  });
  return table(['', 'us per event', 'x JSON.stringify', 'bytes per event'], rows);
}
