import { readDeliveries, readKept, type Delivered } from '../journal/read-journal.ts';
import { readLedger } from '../ledger/store.ts';
import { batchPath, parseBatch } from '../courier/outbox.ts';
import { KEPT_LOCAL } from '../journal/journal.ts';
import type { Platform } from '../platform/platform.ts';
import { flatten, type BatchEvent } from '../sinks/batch.ts';
import { readOwnFile } from '../spool/private-file.ts';
import { EXIT, fail, type Answer } from './answer.ts';
import type { Command } from './command.ts';
import { countOf, formatMoment, formatResult, formatTable } from './format.ts';
import { describeErasure, listRequests, type RequestStatus } from './requests.ts';
import { ownFolders, type Manager } from './manager.ts';
import { OUTLINE } from './outline.ts';
import { readSince } from './read-since.ts';

/** What has left, or was kept here in its place, oldest first. */
export type Log = {
  readonly entries: readonly LogEntry[];
  /** Requests to erase data leave, too. They are in no journal, which the same command erases. */
  readonly requests: readonly RequestStatus[];
};

export type LogEntry = Delivered & {
  /** The events themselves, where they were asked for and are still here: as `http`, `file` and `stdout` write them. */
  readonly events?: readonly Readonly<Record<string, unknown>>[];
};

/** @internal */
export const log: Command<Log> = {
  outline: OUTLINE.log,
  run: async (manager, { flags }) => {
    const since = readSince(manager.platform, flags['since']);
    if (since === undefined)
      return fail(
        EXIT.wrongUse,
        `Expected a date or a time ago for --since, got "${String(flags['since'])}".`,
      );
    return readLog(manager, since, flags['events'] === true);
  },
  render: (answer, _manager, { flags }) => renderLog(answer, flags['events'] === true).join('\n'),
};

function readLog(manager: Manager, since: number, withEvents: boolean): Answer<Log> {
  const { platform } = manager;
  const entries = ownFolders(manager).flatMap((folder) => {
    const find = withEvents ? createFinder(platform, folder) : undefined;
    const deliveries = readDeliveries(platform, folder).filter(({ time }) => time >= since);
    return deliveries.map((entry) => ({ ...entry, ...find?.(entry) }));
  });
  const requests = listRequests(manager).filter(({ askedAt }) => askedAt >= since);
  return { ok: true, entries: entries.toSorted((one, other) => one.time - other.time), requests };
}

/**
 * Finds the events of a delivery: in the journal, or in the outbox where another sink has not had them. Numbers of batches
 * begin again when the books are removed, so of several batches it is the first that was kept after the delivery.
 */
function createFinder(platform: Platform, folder: string): (entry: Delivered) => Pick<LogEntry, 'events'> {
  const kept = readKept(platform, folder);
  const read = readLedger(platform, folder);
  const waiting = read.kind === 'read' ? read.ledger.batches : {};
  return ({ batch, from, to, time, event }) => {
    if (event !== undefined) {
      const single = kept.flatMap(({ events }) => events).find(({ id }) => id === event);
      return single === undefined ? {} : { events: [flatten(single)] };
    }
    const found = kept.find((one) => one.batch === batch && one.keptAt >= time)?.events;
    const events = found ?? (waiting[batch] === undefined ? undefined : readBatch(platform, folder, batch));
    return events === undefined ? {} : { events: events.slice(from, to).map(flatten) };
  };
}

function readBatch(platform: Platform, folder: string, batch: number): BatchEvent[] {
  const read = readOwnFile(platform, batchPath(folder, batch));
  return read.kind === 'read' ? parseBatch(read.text) : [];
}

function renderLog(log: Log, withEvents: boolean): string[] {
  return [...renderEntries(log, withEvents), ...log.requests.map(describeErasure)];
}

function renderEntries({ entries, requests }: Log, withEvents: boolean): string[] {
  if (entries.length === 0 && requests.length > 0) return [];
  if (entries.length === 0) return ['Nothing has left this machine, as far as the journal goes back.'];
  const lines = formatTable(entries.map((entry) => columns(entry)));
  if (!withEvents) return lines.map((line) => line.trimStart());
  return lines.flatMap((line, index) => [
    line.trimStart(),
    ...(entries[index]?.events?.map((event) => `  ${JSON.stringify(event)}`) ?? ['  (no longer here)']),
  ]);
}

function columns(entry: LogEntry): string[] {
  const { time, sink, result, sent, from, to } = entry;
  const count = result === KEPT_LOCAL ? to - from : sent;
  return [formatMoment(time), sink, nameSingle(entry) ?? countOf(count, 'event'), formatResult(entry)];
}

/** @internal What was sent alone and is in no batch. */
export function nameSingle({ batch, event }: Pick<Delivered, 'batch' | 'event'>): string | undefined {
  if (event !== undefined) return 'a report, by hand';
  return batch === 0 ? 'a test' : undefined;
}
