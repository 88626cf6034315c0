import type { LedgerView } from 'overt';
import type { ClientReport } from '@sentry/core';
import type { Memo } from './memo.ts';
import { lossOf } from './reasons.ts';

/** A report to Sentry of what did not reach it, and what is kept once it has that. */
export type Report = { readonly body: ClientReport; readonly memo: Memo };

/** What is to be told beyond what has been told; undefined where that is nothing. */
export function makeReport(
  { told = {}, owed, limits }: Memo,
  ledger: LedgerView | undefined,
  now: number,
): Report | undefined {
  const dropped = ledger?.dropped ?? told;
  const sums = new Map<string, number>(Object.entries(owed));
  for (const [key, count] of Object.entries(dropped)) {
    const loss = lossOf(key);
    const fresh = count - (told[key] ?? 0);
    if (loss === undefined || fresh <= 0) continue;
    const id = `${loss.reason}:${loss.category}`;
    sums.set(id, (sums.get(id) ?? 0) + fresh);
  }
  if (sums.size === 0) return undefined;
  const outcomes = [...sums].map(([id, quantity]) => {
    const [reason = '', category = ''] = id.split(':');
    return { reason, category, quantity } as ClientReport['discarded_events'][number];
  });
  return {
    body: { timestamp: now / 1000, discarded_events: outcomes },
    memo: { told: dropped, owed: {}, limits },
  };
}

/**
 * What is known before a batch is sent. An account that was there before this sink tells of losses that are none of its own; one
 * that was begun again, of losses that were told when it was another.
 */
export function startMemo(known: Memo, ledger: LedgerView | undefined): Memo {
  if (ledger === undefined) return known;
  const { dropped } = ledger;
  if (known.told === undefined) return { ...known, told: (dropped['before_sink'] ?? 0) > 0 ? dropped : {} };
  const isAnother = Object.entries(known.told).some(([key, count]) => count > (dropped[key] ?? 0));
  return isAnother ? { ...known, told: dropped } : known;
}
