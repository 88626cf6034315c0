import { CollectorError } from '../errors.ts';

/** What an operator asks the clients of a project for, so that less comes. `docs/wire-format.md` says what clients do. */
export type Lowering = {
  /** Names of events that are not wanted. One that ends in `*` stands for all that begin so. */
  readonly drop?: readonly string[] | undefined;
  /** The share of runs, from 0 to 1, of which an event is wanted, by its name or with `*`. */
  readonly sample?: Readonly<Record<string, number>> | undefined;
  /** The least time between two deliveries of one client, in milliseconds. */
  readonly everyMs?: number | undefined;
  /** When it ends, in milliseconds since the epoch. */
  readonly until: number;
};

/** The same in an answer: what is left of its time, since clocks differ. */
export type LoweringAnswer = Omit<Lowering, 'until'> & { readonly forMs: number };

/** What the SDK holds to, too: a request that is forgotten ends by itself. */
export const MAX_LOWERING_MS: number = 7 * 24 * 60 * 60 * 1000;

/** A day without a delivery is as much as a crash report may wait. */
const MAX_EVERY_MS: number = 24 * 60 * 60 * 1000;

/** Each answer carries them. */
const MAX_NAMES = 100;

const PATTERN = /^(?=.{1,80}$)[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}(\.?\*)?$|^\*$/;

/** Checks what an operator asks for, and clamps its times. Throws `bad_option`. */
export function checkLowering(given: unknown, now: number): Lowering {
  const { drop, sample, everyMs, until } = (given ?? {}) as Record<string, unknown>;
  if (!isTime(until)) throw wrong('until', 'milliseconds since the epoch');
  if (drop !== undefined && !(Array.isArray(drop) && drop.length <= MAX_NAMES && drop.every(isPattern)))
    throw wrong('drop', 'names of events, such as `tool.call` or `tool.*`');
  if (sample !== undefined && !isSample(sample))
    throw wrong('sample', 'shares from 0 to 1 by names of events, such as `command.invocation=0.1`');
  if (everyMs !== undefined && !isTime(everyMs)) throw wrong('everyMs', 'milliseconds');
  return {
    until: Math.min(until, now + MAX_LOWERING_MS),
    ...(drop !== undefined && { drop: drop as string[] }),
    ...(sample !== undefined && { sample: sample as Record<string, number> }),
    ...(everyMs !== undefined && { everyMs: Math.min(everyMs, MAX_EVERY_MS) }),
  };
}

/** What an answer says of it; undefined when its time is over. */
export function toAnswer({ until, ...rest }: Lowering, now: number): LoweringAnswer | undefined {
  return until > now ? { forMs: until - now, ...rest } : undefined;
}

function isSample(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= MAX_NAMES &&
    entries.every(([name, rate]) => isPattern(name) && typeof rate === 'number' && rate >= 0 && rate <= 1)
  );
}

function isPattern(value: unknown): boolean {
  return typeof value === 'string' && PATTERN.test(value);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function wrong(field: string, expected: string): CollectorError {
  return new CollectorError('bad_option', `Expected \`${field}\` to be ${expected}.`);
}
