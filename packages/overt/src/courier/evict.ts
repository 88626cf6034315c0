import { removeBatch, type Ledger } from '../ledger/ledger.ts';
import type { SpoolLimits } from '../spool/limits.ts';

/** What the limits cost: the new ledger, and the batches that are out. */
export type Eviction = { readonly ledger: Ledger; readonly removed: readonly string[] };

/** Keeps the outbox within its age and its half of the bytes: oldest first, crashes last. */
export function evictBatches(ledger: Ledger, limits: SpoolLimits, now: number): Eviction {
  const removed: string[] = [];
  let current = ledger;
  const evict = (batch: string, reason: string): void => {
    current = removeBatch(current, batch, reason);
    removed.push(batch);
  };
  for (const [batch, { createdAt }] of Object.entries(ledger.batches)) {
    if (now - createdAt > limits.maxAgeMs) evict(batch, 'evicted_age');
  }
  for (const batch of inOrderOfEviction(current)) {
    if (totalBytes(current) <= limits.maxBytes / 2) break;
    evict(batch, 'evicted_bytes');
  }
  return { ledger: current, removed };
}

function inOrderOfEviction({ batches }: Ledger): string[] {
  const rank = (batch: string): number => (batches[batch]?.urgent === true ? 1 : 0);
  return Object.keys(batches).toSorted(
    (left, right) => rank(left) - rank(right) || Number(left) - Number(right),
  );
}

function totalBytes({ batches }: Ledger): number {
  return Object.values(batches).reduce((sum, { bytes }) => sum + bytes, 0);
}
