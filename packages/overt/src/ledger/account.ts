import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { addCounts, totalOf } from '../spool/counts.ts';
import { CLAIMED, RUNS } from '../spool/folders.ts';
import { lossOf } from '../spool/make-room.ts';
import { readOwnFile } from '../spool/private-file.ts';
import { parseRun } from '../spool/read-run.ts';
import type { Counts } from '../spool/run-file.ts';
import { viewOf } from './ledger.ts';
import { readLedger } from './store.ts';
import type { LedgerView } from './view.ts';

/** How often reading starts again when a courier works at the same time. */
const MAX_TRIES = 20;

/**
 * The whole account of a state folder by sink: the ledger, and the runs that it does not know of yet. A courier may
 * move a run from one to the other while we read, so what was read counts only if the ledger is still the same.
 */
export function readAccount(
  platform: Platform,
  folder: string,
  sinks: readonly string[],
): Record<string, LedgerView> {
  for (let tries = 1; ; tries += 1) {
    const before = readLedger(platform, folder);
    const ledger = before.kind === 'read' ? before.ledger : undefined;
    const waiting = readWaiting(platform, folder, new Set(ledger?.spent));
    const after = readLedger(platform, folder);
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    if (!isSame && tries < MAX_TRIES) continue;
    const names = new Set([...sinks, ...Object.keys(ledger?.sinks ?? {})]);
    return Object.fromEntries([...names].map((name) => [name, viewWith(platform, [ledger, waiting], name)]));
  }
}

type Waiting = { readonly events: number; readonly dropped: Counts };

function viewWith(
  { now }: Platform,
  [ledger, { events, dropped }]: [Parameters<typeof viewOf>[0] | undefined, Waiting],
  sink: string,
): LedgerView {
  const empty: LedgerView = { id: '', time: now(), recorded: 0, delivered: 0, pending: 0, dropped: {} };
  const view = ledger === undefined ? empty : viewOf(ledger, sink, now());
  return {
    ...view,
    recorded: view.recorded + events + totalOf(dropped),
    pending: view.pending + events,
    dropped: addCounts(view.dropped, dropped),
  };
}

function readWaiting(platform: Platform, folder: string, spent: ReadonlySet<string>): Waiting {
  let events = 0;
  let dropped: Counts = {};
  // A courier may claim a file after we have read it: it must not be counted in both places.
  const counted = new Set(spent);
  for (const part of [RUNS, CLAIMED]) {
    for (const name of list(platform, join(folder, part))) {
      if (counted.has(name) || name.endsWith('.evicted')) continue;
      const read = readOwnFile(platform, join(folder, part, name));
      if (read.kind !== 'read') continue;
      counted.add(name);
      const content = parseRun(read.text);
      events += content.events.length;
      dropped = addCounts(dropped, lossOf({ ...content, events: [] }, 'corrupt'));
    }
  }
  return { events, dropped };
}

function list({ fs }: Platform, path: string): string[] {
  try {
    return fs.readdirSync(path);
  } catch {
    return [];
  }
}
