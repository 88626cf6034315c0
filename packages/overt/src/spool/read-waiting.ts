import { batchPath, parseBatch } from '../courier/outbox.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { readLedger } from '../ledger/store.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import type { BatchEvent } from '../sinks/batch.ts';
import { CLAIMED, RUNS } from './folders.ts';
import { listHeld } from './held.ts';
import { readOwnFile } from './private-file.ts';
import { parseRun } from './read-run.ts';

/** What waits in a state folder, to be looked at. */
export type WaitingEvents = {
  readonly events: readonly BatchEvent[];
  readonly bytes: number;
  /** Runs that go on: what they recorded so far is among the events. */
  readonly openRuns: number;
};

/**
 * Reads every event that some sink has not had. A courier may move events while we read: then a few may be missing or
 * be there twice. The books (`readAccount`) are exact.
 */
export function readWaiting(platform: Platform, folder: string): WaitingEvents {
  const read = readLedger(platform, folder);
  const ledger = read.kind === 'read' ? read.ledger : undefined;
  const parts = [...readRuns(platform, folder, ledger), ...readOutbox(platform, folder, ledger)];
  return {
    events: parts.flatMap(({ events }) => events),
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
    openRuns: parts.reduce((sum, part) => sum + part.openRuns, 0),
  };
}

/** Reads the reports that wait for a word of the user. */
export function readHeld(platform: Platform, folder: string): WaitingEvents {
  const parts = listHeld(platform, folder).map((path) => readRunEvents(platform, path));
  return {
    events: parts.flatMap(({ events }) => events),
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
    openRuns: 0,
  };
}

function readRuns(platform: Platform, folder: string, ledger: Ledger | undefined): WaitingEvents[] {
  const spent = new Set(ledger?.spent);
  const paths = [RUNS, CLAIMED].flatMap((part) =>
    listNames(platform, join(folder, part))
      .filter((name) => !spent.has(name) && !name.endsWith('.evicted'))
      .map((name) => join(folder, part, name)),
  );
  return paths.map((path) => readRunEvents(platform, path));
}

function readRunEvents(platform: Platform, path: string): WaitingEvents {
  const file = readOwnFile(platform, path);
  const { header, events, closed } = parseRun(file.kind === 'read' ? file.text : '');
  if (file.kind !== 'read' || header === undefined) return { events: [], bytes: 0, openRuns: 0 };
  const { run, parent, level, resource } = header;
  const head = { run: { run, parent, level, resource } };
  const lines = [head, ...events].map((line) => JSON.stringify(line));
  const bytes = Buffer.byteLength(file.text);
  return { events: parseBatch(lines.join('\n')), bytes, openRuns: closed === undefined ? 1 : 0 };
}

function readOutbox(platform: Platform, folder: string, ledger: Ledger | undefined): WaitingEvents[] {
  return Object.entries(ledger?.batches ?? {}).map(([batch, { cursors }]) => {
    const file = readOwnFile(platform, batchPath(folder, batch));
    const from = Math.min(Number.POSITIVE_INFINITY, ...Object.values(cursors));
    if (file.kind !== 'read') return { events: [], bytes: 0, openRuns: 0 };
    return { events: parseBatch(file.text).slice(from), bytes: Buffer.byteLength(file.text), openRuns: 0 };
  });
}

/** The names in a folder; none where there is no such folder. */
export function listNames({ fs }: Platform, path: string): string[] {
  try {
    return fs.readdirSync(path).toSorted();
  } catch {
    return [];
  }
}
