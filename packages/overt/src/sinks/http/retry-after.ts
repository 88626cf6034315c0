import { parseTime } from '../../platform/time.ts';

/** Longer than a day is a mistake or an attack; shorter than a second is no pause. */
const MAX_WAIT_MS = 24 * 60 * 60 * 1000;
const MIN_WAIT_MS = 1000;

/** The wait that a Retry-After header asks for, as seconds or as a date (RFC 9110, section 10.2.3), within reason. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const wait = /^\d{1,10}$/.test(text) ? Number(text) * 1000 : parseDate(text) - now;
  return Number.isFinite(wait) ? Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, wait)) : undefined;
}

/** The date as RFC 9110 wants it written; the parser alone takes far more than that. */
function parseDate(text: string): number {
  const isStandard = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text);
  return isStandard ? parseTime(text) : Number.NaN;
}
