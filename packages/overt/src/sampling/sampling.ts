import { givenEntries, onlyGiven } from '../given-entries.ts';
import { expected } from '../option-error.ts';
import { checkNumber, checkNumbers } from '../telemetry/check-numbers.ts';
import { withDefaults } from '../telemetry/with-defaults.ts';

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

export const MOST_EVENTS = 1e9;
// More in a day is a tool that runs wild: 75 MB of its user's network, before it is packed.
export const QUOTA: Required<QuotaOptions> = { perDay: 250_000, perHour: MOST_EVENTS, events: {} };
export const SAMPLING: Required<SamplingOptions> = { rate: 1, by: 'run', events: {}, summarizeAgents: false };

/** @internal The option `sampling`, which was checked, complete. */
export function resolveSampling(sampling: SamplingOptions): Required<SamplingOptions> {
  const settled = withDefaults(SAMPLING, sampling);
  return { ...settled, events: onlyGiven(settled.events) };
}

/** @internal The option `quota`, which was checked, complete. */
export function resolveQuota(quota: QuotaOptions): Required<QuotaOptions> {
  const settled = withDefaults(QUOTA, quota);
  return { ...settled, events: onlyGiven(settled.events) };
}

/** @internal Throws where the option `sampling` is wrong. */
export function checkSampling(sampling: SamplingOptions): void {
  checkNumbers('sampling', sampling, { rate: [0, 1] });
  const { by = 'run', events = {}, summarizeAgents = false } = sampling;
  if (by !== 'run' && by !== 'install') throw expected('sampling.by', 'run or install', by);
  if (typeof summarizeAgents !== 'boolean')
    throw expected('sampling.summarizeAgents', 'true or false', summarizeAgents);
  checkTable('sampling.events', events, 1);
}

/** @internal Throws where the option `quota` is wrong. */
export function checkQuota(quota: QuotaOptions): void {
  checkNumbers('quota', quota, { perDay: [0, MOST_EVENTS], perHour: [0, MOST_EVENTS] });
  checkTable('quota.events', quota.events ?? {}, MOST_EVENTS);
}

/** Numbers by names that nobody knows beforehand. What is null would stop an event: that is wrong, and not left out. */
function checkTable(option: string, table: Readonly<Record<string, unknown>>, most: number): void {
  const given = givenEntries(table);
  if (given === undefined) throw expected(option, 'an object', table);
  for (const [name, value] of given) checkNumber(`${option}.${name}`, value, [0, most]);
}
