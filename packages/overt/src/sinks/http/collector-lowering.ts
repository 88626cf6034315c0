import { isRecord } from '../../platform/record.ts';
import type { Lowering } from '../lowering.ts';

/** What a collector can ask for at once; more is no list that a person wrote. */
const MAX_NAMES = 100;
const MAX_NAME_LENGTH = 80;

/**
 * What an answer says in `lower`. `null`: nothing any more, so what was asked for before ends. Absent, as from an older
 * collector, or of the wrong shape: nothing was said. Numbers are clamped by who holds to them.
 */
export function readLowering(lower: unknown): Lowering | undefined {
  if (lower === null) return { forMs: 0 };
  if (!isRecord(lower)) return undefined;
  const { forMs, drop, sample, everyMs } = lower;
  if (!isAmount(forMs)) return undefined;
  if (drop !== undefined && !(Array.isArray(drop) && drop.length <= MAX_NAMES && drop.every(isName)))
    return undefined;
  if (sample !== undefined && !isSample(sample)) return undefined;
  if (everyMs !== undefined && !isAmount(everyMs)) return undefined;
  return {
    forMs,
    ...(drop !== undefined && { drop: drop as string[] }),
    ...(sample !== undefined && { sample: sample as Record<string, number> }),
    ...(everyMs !== undefined && { everyMs }),
  };
}

function isSample(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= MAX_NAMES &&
    entries.every(([name, share]) => isName(name) && isAmount(share) && share <= 1)
  );
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= MAX_NAME_LENGTH;
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
