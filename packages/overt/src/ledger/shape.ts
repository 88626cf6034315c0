import { isRecord } from '../platform/record.ts';
import { isLowered } from './lowered.ts';
import type { BatchEntry, Ledger, SinkAccount } from './ledger.ts';

/**
 * Whether `value` is a ledger of this format in all its parts. One that is not would end each courier at the same
 * place, and nothing would ever be delivered again.
 */
export function isLedger(value: unknown): value is Ledger {
  if (!isRecord(value)) return false;
  const { id, owner, recorded, nextBatch, spent, dropped, misuse, sinks, batches } = value;
  const { admitted = [], quota = {} } = value;
  if (typeof id !== 'string' || !isCount(recorded) || !isCount(nextBatch)) return false;
  if (owner !== undefined && typeof owner !== 'string') return false;
  if (!Array.isArray(spent) || !spent.every((name) => typeof name === 'string')) return false;
  if (!Array.isArray(admitted) || !admitted.every(isAdmitted)) return false;
  if (![dropped, misuse, quota].every((counts) => isTable(counts, isCount))) return false;
  return isTable(sinks, isSinkAccount) && isTable(batches, isBatchEntry);
}

function isSinkAccount(value: unknown): value is SinkAccount {
  if (!isRecord(value)) return false;
  const { delivered, dropped, failures, retryAt, asked, memo, lowered } = value;
  if (memo !== undefined && typeof memo !== 'string') return false;
  if (lowered !== undefined && !isLowered(lowered)) return false;
  const isCounted = isCount(delivered) && isTable(dropped, isCount) && isCount(failures);
  return isCounted && isTime(retryAt) && typeof asked === 'boolean';
}

function isBatchEntry(value: unknown): value is BatchEntry {
  if (!isRecord(value)) return false;
  const { events, bytes, createdAt, urgent, cursors, attempts } = value;
  const isCounted = isCount(events) && isCount(bytes) && isTime(createdAt) && typeof urgent === 'boolean';
  return isCounted && isTable(cursors, isCount) && isTable(attempts, isCount);
}

function isAdmitted(report: unknown): boolean {
  if (!Array.isArray(report)) return false;
  const [at, fingerprint] = report as unknown[];
  return isTime(at) && typeof fingerprint === 'string';
}

function isTable(value: unknown, isEntry: (entry: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(isEntry);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTime(value: unknown): boolean {
  return Number.isFinite(value);
}
