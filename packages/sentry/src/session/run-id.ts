const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;

/** The 128 bits of a run's id (a ULID) as a UUID without dashes. */
export function sessionId(run: string): string {
  let bits = 0n;
  for (const digit of run) bits = bits * 32n + BigInt(Math.max(0, ALPHABET.indexOf(digit)));
  return BigInt.asUintN(128, bits).toString(16).padStart(32, '0');
}

/** When the run began, in milliseconds since the epoch, as its id says. */
export function startOf(run: string): number {
  let time = 0;
  for (const digit of run.slice(0, TIME_DIGITS)) time = time * 32 + Math.max(0, ALPHABET.indexOf(digit));
  return time;
}
