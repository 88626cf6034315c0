import { isRecord } from '../platform/record.ts';
import { fits } from '../sinks/filter.ts';
import type { Lowering } from '../sinks/lowering.ts';

/** What the other side of a sink asked for, within reason, and until when it holds. */
export type Lowered = {
  readonly until: number;
  readonly drop: readonly string[];
  readonly sample: Readonly<Record<string, number>>;
  /** The least time between two deliveries; 0 where nothing was asked. */
  readonly everyMs: number;
};

const DAY_MS = 24 * 60 * 60 * 1000;
/** Whoever still means it asks again. */
const MAX_HOLD_MS = 7 * DAY_MS;
const MAX_EVERY_MS = DAY_MS;
/** More names than a catalogue has are a mistake or an attack: the ledger is written often. */
const MAX_NAMES = 100;
const MAX_NAME_LENGTH = 100;

/** What an answer asks for, clamped; undefined where that is nothing. Whatever is no such thing is left out. */
export function clampLowering(asked: unknown, now: number): Lowered | undefined {
  if (!isRecord(asked)) return undefined;
  const { forMs, drop, sample, everyMs } = asked as Partial<Record<keyof Lowering, unknown>>;
  const holdMs = Math.min(MAX_HOLD_MS, toWhole(forMs));
  if (holdMs <= 0) return undefined;
  const names = (Array.isArray(drop) ? drop : []).filter(isName).slice(0, MAX_NAMES);
  const shares = Object.entries(isRecord(sample) ? sample : {})
    .filter(([name, share]) => isName(name) && typeof share === 'number' && share >= 0 && share < 1)
    .slice(0, MAX_NAMES);
  const wait = Math.min(MAX_EVERY_MS, Math.max(0, toWhole(everyMs)));
  if (names.length + shares.length + wait === 0) return undefined;
  return { until: now + holdMs, drop: names, sample: Object.fromEntries(shares) as never, everyMs: wait };
}

/** What holds now. What lies further ahead than it can hold is from before the clock was set back. */
export function lowerNow(lowered: Lowered | undefined, now: number): Lowered | undefined {
  if (lowered === undefined) return undefined;
  return lowered.until > now && lowered.until <= now + MAX_HOLD_MS ? lowered : undefined;
}

/** Whether the other side wants no event of that name. */
export function isUnwanted({ drop }: Lowered, name: string): boolean {
  return drop.some((written) => fits(written, name));
}

/** @internal Whether `value` is what `clampLowering` makes. */
export function isLowered(value: unknown): value is Lowered {
  if (!isRecord(value)) return false;
  const { until, drop, sample, everyMs } = value;
  const isShare = (share: unknown): boolean => typeof share === 'number' && share >= 0 && share <= 1;
  if (!Number.isFinite(until) || !Number.isFinite(everyMs)) return false;
  return (
    Array.isArray(drop) && drop.every(isName) && isRecord(sample) && Object.values(sample).every(isShare)
  );
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_NAME_LENGTH;
}

function toWhole(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.floor(value) : 0;
}
