import { parseArgs } from 'node:util';

/** The parts of the benchmark, in the order in which they run. */
export const SECTION_IDS = [
  'healthy',
  'blackholed',
  'after-exit',
  'crashes',
  'in-process',
  'frameworks',
  'sinks',
  'size',
  'collector',
] as const;

export type SectionId = (typeof SECTION_IDS)[number];

/** What the command line asked for. */
export type Options = {
  readonly sections: readonly SectionId[];
  /** Rounds of the whole-process tables. */
  readonly rounds: number;
  /** Rounds of the variants that cost close to nothing, whose differences need more of them. */
  readonly lightRounds: number;
  /** Rounds of the peers at an endpoint that never answers: each takes as long as the slowest of them. */
  readonly blackholeRounds: number;
  /** After this a child is killed and counted as `>`. */
  readonly capMs: number;
  /** Fresh processes for each import figure. */
  readonly imports: number;
  /** Calls for each figure per call. */
  readonly calls: number;
  /** Runs that end right after capture, per SDK. */
  readonly endings: number;
  readonly quick: boolean;
  /** Whether docs/benchmarks.md is written. */
  readonly write: boolean;
};

const FULL = {
  rounds: 25,
  blackholeRounds: 2,
  capMs: 100_000,
  imports: 15,
  calls: 100_000,
  endings: 4,
} as const;
const QUICK = {
  rounds: 5,
  blackholeRounds: 1,
  capMs: 12_000,
  imports: 5,
  calls: 20_000,
  endings: 2,
} as const;

/** Differences near the noise are looked at in so many times more rounds. */
const LIGHT_FACTOR = 4;

const HELP = `npm run bench -- [options]
  --n <rounds>        rounds of the whole-process tables (${FULL.rounds})
  --only <section>    one of ${SECTION_IDS.join(', ')}; may be given again
  --quick             few rounds and a short cap: to try it, not to quote it
  --write             also writes the report to docs/benchmarks.md`;

/** Reads the arguments; `undefined` when help was asked for and printed. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      n: { type: 'string' },
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return undefined;
  }
  const { quick, write } = values;
  const defaults = quick ? QUICK : FULL;
  const rounds = values.n === undefined ? defaults.rounds : readRounds(values.n);
  return {
    ...defaults,
    rounds,
    lightRounds: rounds * LIGHT_FACTOR,
    sections: readSections(values.only),
    quick,
    write,
  };
}

function readRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds > 0) return rounds;
  throw new TypeError(
    `Expected the \`--n\` option to be a whole number from 1, got ${JSON.stringify(text)}.`,
  );
}

function readSections(only: readonly string[] | undefined): readonly SectionId[] {
  if (only === undefined) return SECTION_IDS;
  for (const name of only) {
    if (!SECTION_IDS.some((id) => id === name)) {
      throw new TypeError(
        `Expected the \`--only\` option to be one of ${SECTION_IDS.join(', ')}, got ${JSON.stringify(name)}.`,
      );
    }
  }
  return SECTION_IDS.filter((id) => only.includes(id));
}
