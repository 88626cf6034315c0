import type { Platform } from '../platform/platform.ts';
import { parseTime } from '../platform/time.ts';

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What `--since` says, in milliseconds since the epoch. Undefined where it cannot be understood. */
export function readSince(platform: Platform, given: string | number | true | undefined): number | undefined {
  if (given === undefined) return 0;
  if (given === true || Number.isNaN(given)) return undefined;
  if (typeof given === 'number') return given;
  const [, amount, unit] = /^(\d{1,6})([mhd])$/.exec(given) ?? [];
  if (amount !== undefined) return platform.now() - Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  const time = /^\d{4}-\d{2}-\d{2}/.test(given) ? parseTime(given) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
