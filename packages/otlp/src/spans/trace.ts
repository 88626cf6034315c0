import type { EventRun, RunTrace, SinkTools } from 'overt';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

type Naming = Pick<SinkTools, 'uuidOf'>;

/** Where a run stands: where it was put by a trace of others, or else in one of its own. */
export function traceOf(naming: Naming, run: Pick<EventRun, 'run' | 'trace'>): RunTrace {
  return run.trace ?? ownTrace(naming, run.run);
}

/** The same each time that it is sent. The 80 random bits of the id are at the end, where W3C Trace Context wants them. */
export function ownTrace({ uuidOf }: Naming, run: string): RunTrace {
  return { traceId: toHex(run), spanId: uuidOf(run).replaceAll('-', '').slice(0, 16) };
}

/** The 128 bits of a run's id (a ULID). */
function toHex(run: string): string {
  let bits = 0n;
  for (const digit of run) bits = bits * 32n + BigInt(Math.max(0, ALPHABET.indexOf(digit)));
  return BigInt.asUintN(128, bits).toString(16).padStart(32, '0');
}
