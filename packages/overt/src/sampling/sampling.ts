import { givenEntries } from '../given-entries.ts';
import { expected } from '../option-error.ts';
import { resolveNumbers, type NumberTable } from '../telemetry/resolve-numbers.ts';

/** How much of what is recorded is sent. */
export type SamplingOptions = {
  /**
   * The share of runs whose events are sent, from 0 to 1: all events of a run, or none. Reports of errors are always sent, unless
   * `events` names them.
   * @default 1
   */
  readonly rate?: number;
  /**
   * What is drawn: each run for itself, or each installation, of which then all runs are sent or none. A run without an id of its
   * installation is drawn for itself.
   * @default 'run'
   */
  readonly by?: 'run' | 'install';
  /**
   * Other shares for events, by name. A name that ends in `*` stands for all that begin so; the longest that fits counts.
   * @default {}
   */
  readonly events?: Readonly<Record<string, number>>;
  /**
   * Whether the commands that an AI agent runs in one conversation are sent as one event for each command (`command.summary`), as far as
   * they are delivered together: an agent that calls a tool five hundred times then counts as one that did.
   * @default false
   */
  readonly summarizeAgents?: boolean;
};

/** How many events of one installation are sent at most, by when they were recorded (UTC). Reports of errors have a limit of their own. */
export type QuotaOptions = {
  /**
   * In a day.
   * @default 250000
   */
  readonly perDay?: number;
  /**
   * In an hour.
   * @default no limit
   */
  readonly perHour?: number;
  /**
   * In an hour, by the name of the event.
   * @default {}
   */
  readonly events?: Readonly<Record<string, number>>;
};

const MOST = 1e9;
const SAMPLING_NUMBERS = { rate: [1, 0, 1] } as const;
const QUOTA_NUMBERS = {
  // More is a tool that runs wild: 75 MB a day of its user's network, before it is packed.
  perDay: [250_000, 0, MOST],
  perHour: [MOST, 0, MOST],
} as const;

/** @internal Checks the option `sampling`. */
export function resolveSampling(sampling: SamplingOptions): Required<SamplingOptions> {
  const numbers = resolveNumbers('sampling', sampling, SAMPLING_NUMBERS);
  const { by = 'run', events = {}, summarizeAgents = false } = sampling;
  if (by !== 'run' && by !== 'install') throw expected('sampling.by', 'run or install', by);
  if (typeof summarizeAgents !== 'boolean')
    throw expected('sampling.summarizeAgents', 'true or false', summarizeAgents);
  return { ...numbers, by, events: resolveTable('sampling.events', events, 1), summarizeAgents };
}

/** @internal Checks the option `quota`. */
export function resolveQuota(quota: QuotaOptions): Required<QuotaOptions> {
  const numbers = resolveNumbers('quota', quota, QUOTA_NUMBERS);
  return { ...numbers, events: resolveTable('quota.events', quota.events ?? {}, MOST) };
}

/** Numbers by names that nobody knows beforehand. What is null would stop an event: that is wrong, and not left out. */
function resolveTable(
  option: string,
  table: Readonly<Record<string, number>>,
  most: number,
): Record<string, number> {
  const names = (givenEntries(table) ?? []).map(([name]) => [name, [Number.NaN, 0, most]] as const);
  return resolveNumbers(option, table, Object.fromEntries(names) as NumberTable<string>);
}
