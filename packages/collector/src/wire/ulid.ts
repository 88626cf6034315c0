const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
/** Characters in an id. */
export const ULID_LENGTH = 26;

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DAY_MS = 86_400_000;

/** Weeks outside of these years come from broken clocks; they share one partition so that they cannot make thousands. */
const FIRST_WEEK_MS: number = Date.UTC(2020, 0, 1);
const LAST_WEEK_MS: number = Date.UTC(2060, 0, 1);
const WEEK_OF_BROKEN_CLOCKS = '1970-01-01';

const VALUES: Readonly<Record<string, number>> = Object.fromEntries(
  ALPHABET.split('').map((letter, value) => [letter, value]),
);
const weekNames = new Map<number, string>();

/** 26 characters of Crockford's base 32, upper case: an id has one spelling, or it could not be compared. */
export function isUlid(value: unknown): value is string {
  return typeof value === 'string' && ULID.test(value);
}

/**
 * The Monday (UTC) of the week in which the run began, as `2026-11-16`, from the time that the run id carries.
 *
 * It is the partition of the run's rows. Because it is a function of the id alone, two copies of one event always meet
 * in one partition, whatever else differs in them: that is what makes de-duplication per partition exact.
 */
export function weekOfRun(run: string): string {
  let ms = 0;
  for (let index = 0; index < 10; index += 1) ms = ms * 32 + (VALUES[run[index] ?? ''] ?? 0);
  if (ms < FIRST_WEEK_MS || ms >= LAST_WEEK_MS) return WEEK_OF_BROKEN_CLOCKS;
  const day = Math.floor(ms / DAY_MS);
  const monday = day - ((day + 3) % 7);
  let name = weekNames.get(monday);
  if (name === undefined) {
    name = new Date(monday * DAY_MS).toISOString().slice(0, 10);
    weekNames.set(monday, name);
  }
  return name;
}
