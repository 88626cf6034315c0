const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The 128 bits of a run's id (a ULID) as a UUID without dashes. */
export function sessionId(run: string): string {
  let bits = 0n;
  for (const digit of run) bits = bits * 32n + BigInt(Math.max(0, ALPHABET.indexOf(digit)));
  return BigInt.asUintN(128, bits).toString(16).padStart(32, '0');
}
