import { RequestError } from './request-error.ts';
import { isUlid } from './ulid.ts';

/** The sender's account of itself for one spool. */
export type Ledger = {
  readonly id: string;
  readonly time: number;
  readonly recorded: number;
  readonly delivered: number;
  readonly pending: number;
  readonly dropped: Readonly<Record<string, number>>;
};

/** A request whose frame is right; its runs and events are still to be checked, one by one. */
export type Envelope = {
  readonly attempt: number;
  readonly ledger: Ledger | undefined;
  readonly runs: readonly Readonly<Record<string, unknown>>[];
  readonly eventCount: number;
};

const MAX_BATCH_NAME_LENGTH = 128;
const MAX_DROP_REASONS = 64;
const MAX_DROP_REASON_LENGTH = 64;

/** Checks the frame of a request. Throws `invalid_envelope` with the field that is wrong. */
export function parseEnvelope(body: unknown): Envelope {
  if (!isObject(body)) throw wrong('body', 'an object', body);
  const { format, batch, attempt = 1, sentAt = 0, ledger, runs } = body;
  if (format !== 1) throw wrong('format', '1', format);
  if (typeof batch !== 'string' || batch.length === 0 || batch.length > MAX_BATCH_NAME_LENGTH) {
    throw wrong('batch', `a string of 1 to ${MAX_BATCH_NAME_LENGTH} characters`, batch);
  }
  if (!isCount(attempt) || attempt === 0) throw wrong('attempt', 'a positive integer', attempt);
  if (typeof sentAt !== 'number') throw wrong('sentAt', 'milliseconds since the epoch', sentAt);
  if (!Array.isArray(runs)) throw wrong('runs', 'an array', runs);
  return { attempt, ledger: parseLedger(ledger), runs, eventCount: countEvents(runs) };
}

function countEvents(runs: readonly unknown[]): number {
  let count = 0;
  for (const [index, run] of runs.entries()) {
    if (!isObject(run)) throw wrong(`runs[${index}]`, 'an object', run);
    // Without a list there is no number of events, so the answer could not add up.
    if (!Array.isArray(run['events'])) throw wrong(`runs[${index}].events`, 'an array', run['events']);
    count += run['events'].length;
  }
  return count;
}

function parseLedger(ledger: unknown): Ledger | undefined {
  if (ledger === undefined) return undefined;
  if (!isObject(ledger)) throw wrong('ledger', 'an object', ledger);
  if (!isUlid(ledger['id'])) throw wrong('ledger.id', '26 characters of base 32', ledger['id']);
  for (const field of ['time', 'recorded', 'delivered', 'pending']) {
    if (!isCount(ledger[field])) throw wrong(`ledger.${field}`, 'a whole number', ledger[field]);
  }
  const { dropped } = ledger;
  const reasons = isObject(dropped) ? Object.entries(dropped) : [];
  const isSound = reasons.every(
    ([reason, count]) => reason.length <= MAX_DROP_REASON_LENGTH && isCount(count),
  );
  if (!isObject(dropped) || !isSound || reasons.length > MAX_DROP_REASONS) {
    throw wrong('ledger.dropped', 'counts by reason', dropped);
  }
  return ledger as Ledger;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says what was found by its type only: a value may be anything, and the message travels. */
function wrong(field: string, expected: string, got: unknown): RequestError {
  const type = got === null ? 'null' : Array.isArray(got) ? 'an array' : typeof got;
  return new RequestError('invalid_envelope', `Expected \`${field}\` to be ${expected}, got ${type}.`);
}
