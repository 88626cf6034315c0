const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** PostHog wants all events of a session within a day of the time in its id. */
const MAX_SESSION_MS = 24 * 60 * 60 * 1000;

/**
 * The id of a run (a ULID) as a UUID of version 7, which is what PostHog takes for a session: both begin with the same 48 bits of
 * time; of the 80 bits of chance, 74 have room. Undefined for an event that is too far from the start of its run.
 */
export function sessionOf(
  run: string,
  [startMs, timeMs]: readonly [startMs: number, timeMs: number],
): string | undefined {
  if (timeMs < startMs || timeMs > startMs + MAX_SESSION_MS) return undefined;
  let bits = 0n;
  for (const digit of run) bits = bits * 32n + BigInt(Math.max(0, ALPHABET.indexOf(digit)));
  const time = hex(BigInt.asUintN(48, bits >> 80n), 12);
  const high = hex(BigInt.asUintN(12, bits >> 68n), 3);
  const low = hex((2n << 62n) | BigInt.asUintN(62, bits), 16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${high}-${low.slice(0, 4)}-${low.slice(4)}`;
}

function hex(value: bigint, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
