import { explainConsent } from '../consent/explain.ts';
import type { ExplainedDecision } from '../consent/decision.ts';
import { readDeliveries, readKept, type Delivered } from '../journal/read-journal.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { readLedger } from '../ledger/store.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { formatTime } from '../platform/time.ts';
import { flatten, type BatchEvent } from '../sinks/batch.ts';
import { CLAIMED, HELD, RUNS } from '../spool/folders.ts';
import { readOwnFile } from '../spool/private-file.ts';
import { parseRun } from '../spool/read-run.ts';
import { listNames, readHeld, readWaiting } from '../spool/read-waiting.ts';
import type { HeaderLine } from '../spool/run-file.ts';
import type { Command } from './command.ts';
import type { Place } from '../erasure/place.ts';
import { readPlaces } from '../erasure/places-file.ts';
import type { KnownIds } from '../identity/ids.ts';
import { knownIds, type Manager, ownFolders } from './manager.ts';
import { listRequestsIn, type RequestStatus } from './requests.ts';
import { escapeCodes } from './print.ts';
import { OUTLINE } from './outline.ts';

/** Everything that is stored here about the user, as one document. */
export type Export = {
  readonly format: 1;
  readonly tool: string;
  readonly exportedAt: string;
  readonly consent: ExplainedDecision;
  readonly ids: KnownIds;
  readonly folders: readonly ExportedFolder[];
};

export type ExportedFolder = {
  readonly path: string;
  /** What `consent.json` says. */
  readonly choice?: unknown;
  /** Events that have not been sent to all sinks, crashes among them. */
  readonly waiting: readonly ExportedEvent[];
  /** Reports of crashes that leave only if the user says so. */
  readonly held: readonly ExportedEvent[];
  /** What is known of each run whose events are not merged yet. `local` in it never leaves as it is. */
  readonly runs: readonly HeaderLine[];
  /** Events that were sent, or kept in place of that, as far as the journal goes back. */
  readonly journal: readonly ExportedEvent[];
  readonly deliveries: readonly Delivered[];
  /** Where data may have gone, under which ids. */
  readonly places: readonly Omit<Place, 'way'>[];
  /** What was asked to be erased there. */
  readonly requests: readonly RequestStatus[];
  readonly ledger?: Ledger;
  /**
   * The names of all files. Left out of this document: the salt, which keeps hashes from being tried out, and what holds no
   * word about the user (the plan of the courier with the keys of sinks).
   */
  readonly files: readonly string[];
};

export type ExportedEvent = Readonly<Record<string, unknown>>;

/** @internal */
export const exportData: Command<Export> = {
  outline: OUTLINE.export,
  run: async (manager) => ({ ok: true, ...collectAll(manager) }),
  render: ({ ok: _ok, ...document }: Export & { ok?: true }) =>
    escapeCodes(JSON.stringify(document, undefined, 2)),
};

function collectAll(manager: Manager): Export {
  const { platform, settings, gate } = manager;
  const folders = ownFolders(manager);
  return {
    format: 1,
    tool: settings.tool,
    exportedAt: formatTime(platform.now()),
    consent: explainConsent(gate.inputs()),
    ids: knownIds(manager),
    folders: folders.map((folder) => exportFolder(manager, folder)),
  };
}

function exportFolder({ platform }: Manager, folder: string): ExportedFolder {
  const choice = readOwnFile(platform, join(folder, 'consent.json'));
  const ledger = readLedger(platform, folder);
  return {
    path: folder,
    ...(choice.kind === 'read' ? { choice: parseOrText(choice.text) } : {}),
    waiting: readWaiting(platform, folder).events.map(flat),
    held: readHeld(platform, folder).events.map(flat),
    runs: [RUNS, CLAIMED, HELD].flatMap((part) => readHeads(platform, join(folder, part))),
    journal: readKept(platform, folder).flatMap(({ events }) => events.map(flat)),
    deliveries: readDeliveries(platform, folder),
    places: readPlaces(platform, folder).map(({ way: _way, ...place }) => place),
    requests: listRequestsIn(platform, folder),
    ...(ledger.kind === 'read' ? { ledger: ledger.ledger } : {}),
    files: listNames(platform, folder).flatMap((name) => [
      name,
      ...listNames(platform, join(folder, name)).map((inner) => join(name, inner)),
    ]),
  };
}

function readHeads(platform: Platform, folder: string): HeaderLine[] {
  return listNames(platform, folder).flatMap((name) => {
    const read = readOwnFile(platform, join(folder, name));
    const header = read.kind === 'read' ? parseRun(read.text).header : undefined;
    return header === undefined ? [] : [header];
  });
}

function flat(event: BatchEvent): ExportedEvent {
  return flatten(event);
}

/** What is damaged is the user's all the same. */
function parseOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
