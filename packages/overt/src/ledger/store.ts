import { join } from '../platform/path.ts';
import { OUTBOX } from '../spool/folders.ts';
import type { Platform } from '../platform/platform.ts';
import { readForSure, writeFileAtomic } from '../spool/private-file.ts';
import { createRunId } from '../spool/run-id.ts';
import { parseBatch } from '../courier/outbox.ts';
import { addBatches, addSinks, createLedger, LEDGER_FORMAT, type Ledger } from './ledger.ts';
import { isLedger } from './shape.ts';

function ledgerPath(folder: string): string {
  return join(folder, 'ledger.json');
}

/** The ledger as it was last committed; `newer` where a later version of Overt keeps it. */
export type LedgerRead =
  | { readonly kind: 'read'; readonly ledger: Ledger }
  | { readonly kind: 'missing' | 'damaged' | 'newer' };

export function readLedger(platform: Platform, folder: string): LedgerRead {
  const read = readForSure(platform, ledgerPath(folder));
  if (read.kind !== 'read') return { kind: read.kind === 'missing' ? 'missing' : 'damaged' };
  try {
    const ledger = JSON.parse(read.text) as { readonly format?: unknown };
    if (Number(ledger.format) > LEDGER_FORMAT) return { kind: 'newer' };
    return ledger.format === LEDGER_FORMAT && isLedger(ledger)
      ? { kind: 'read', ledger }
      : { kind: 'damaged' };
  } catch {
    return { kind: 'damaged' };
  }
}

/** Makes `ledger` the truth. Everything that follows from it (removing files) is done after this. */
export function commitLedger(platform: Platform, folder: string, ledger: Ledger): void {
  writeFileAtomic(platform, ledgerPath(folder), JSON.stringify(ledger));
}

/**
 * Opens the ledger, or starts one. A damaged one is put aside and started anew from the batches that are there: they
 * may be sent once more, under the same event ids, but they are not lost.
 */
export function openLedger(platform: Platform, folder: string, sinks: readonly string[]): Ledger | undefined {
  const read = readLedger(platform, folder);
  if (read.kind === 'newer') return undefined;
  if (read.kind === 'read') return addSinks(read.ledger, sinks);
  const fresh = addSinks(createLedger(createRunId(platform)), sinks);
  if (read.kind === 'missing') return fresh;
  const aside = `${ledgerPath(folder)}.damaged`;
  platform.fs.rmSync(aside, { recursive: true, force: true });
  platform.fs.renameSync(ledgerPath(folder), aside);
  return rebuildLedger(platform, folder, [fresh, sinks]);
}

/** A ledger made from the batches that are there. Only reads. */
export function rebuildLedger(
  platform: Platform,
  folder: string,
  [fresh, sinks]: [Ledger, readonly string[]],
): Ledger {
  const outbox = join(folder, OUTBOX);
  let ledger = fresh;
  for (const name of platform.fs.readdirSync(outbox).toSorted()) {
    const read = readForSure(platform, join(outbox, name));
    const number = Number.parseInt(name, 10);
    if (read.kind !== 'read' || !(number > 0)) continue;
    const events = parseBatch(read.text).length;
    const entries = [{ events, bytes: read.text.length, urgent: false }];
    const merged = { entries, spent: [], dropped: {}, misuse: {} };
    ledger = addBatches({ ...ledger, nextBatch: number }, merged, [sinks, platform.now()]);
  }
  return ledger;
}
