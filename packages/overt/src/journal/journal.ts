import { sayIfLogging } from '../debug/debug.ts';
import { join, nameOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import type { SendResult } from '../sinks/sink.ts';
import { JOURNAL } from '../spool/folders.ts';
import { JOURNAL_LIMITS } from '../spool/limits.ts';
import { isOurs, PRIVATE_FILE, removeFile, writeNewFile } from '../spool/private-file.ts';

/** One try to deliver, as the user may read it. */
export type DeliveryRecord = {
  readonly sink: string;
  readonly batch: string;
  readonly from: number;
  readonly to: number;
  /** How many of these events were in the request. */
  readonly sent: number;
  /** The id of an event that was sent by hand, which is in no batch. */
  readonly event?: string | undefined;
  /** The reports among these events that the sink was not given, and why. */
  readonly withheld?: Readonly<Record<string, string>>;
  readonly result: SendResult | { readonly kind: typeof KEPT_LOCAL };
};

/** The user lets things be recorded, but not sent. */
export const KEPT_LOCAL = 'kept_local';

export const DELIVERIES = 'deliveries.ndjson';
/** So many events that are in no batch may be kept in one millisecond. */
const MAX_SINGLES = 10;
/** So many ids are named of events that a sink refused one by one, and of those that it was not given. */
const MAX_NAMED = 100;

/** Writes down what a sink answered. The journal is for reading: if it cannot be written, delivery goes on. */
export function recordDelivery(platform: Platform, folder: string, record: DeliveryRecord): void {
  const { sink, batch, from, to, sent, event, result } = record;
  const reason = 'reason' in result ? { reason: result.reason } : {};
  const said = 'reason' in result ? `${result.kind}, ${result.reason}` : result.kind;
  sayIfLogging(platform, `courier: ${sink}, events ${from} to ${to} of batch ${batch}: ${said}`);
  const range = { batch: Number(batch), from, to, sent };
  const refused = 'rejected' in result ? result.rejected?.slice(0, MAX_NAMED).map(({ id }) => id) : undefined;
  const kept = Object.entries(record.withheld ?? {}).slice(0, MAX_NAMED);
  const withheld = kept.length > 0 ? Object.fromEntries(kept) : undefined;
  const line = {
    time: platform.now(),
    sink,
    ...range,
    event,
    result: result.kind,
    ...reason,
    refused,
    withheld,
  };
  try {
    const path = join(folder, JOURNAL, DELIVERIES);
    removeForeign(platform, path);
    platform.fs.appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: PRIVATE_FILE });
  } catch {
    // A full disk.
  }
}

/** Appending follows a link to wherever it leads. In our own folder, a link is damage. */
function removeForeign(platform: Platform, path: string): void {
  const stat = platform.fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat !== undefined && !(stat.isFile() && isOurs(platform, stat))) removeFile(platform, path);
}

/** Keeps a batch that every sink is done with: the very events that left. */
export function keepInJournal(platform: Platform, folder: string, batchFile: string): void {
  try {
    platform.fs.renameSync(batchFile, join(folder, JOURNAL, `${platform.now()}-${nameOf(batchFile)}`));
  } catch {
    removeFile(platform, batchFile);
  }
}

/** Keeps an event that is in no batch: what has left can be read here, whatever it was. */
export function keepSingle(platform: Platform, folder: string, text: string): void {
  // Two of one moment are two files.
  for (let later = 0; later < MAX_SINGLES; later += 1) {
    try {
      const path = join(folder, JOURNAL, `${platform.now() + later}-00000000.ndjson`);
      return writeNewFile(platform, path, text);
    } catch (error) {
      // A full disk.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return;
    }
  }
}

/** Keeps the journal within its age and size, newest first. */
export function pruneJournal(platform: Platform, folder: string): void {
  const path = join(folder, JOURNAL);
  const files = platform.fs
    .readdirSync(path)
    .map((name) => ({ name, stat: platform.fs.lstatSync(join(path, name), { throwIfNoEntry: false }) }))
    .toSorted((left, right) => (right.stat?.mtimeMs ?? 0) - (left.stat?.mtimeMs ?? 0));
  let bytes = 0;
  for (const { name, stat } of files) {
    bytes += stat?.size ?? 0;
    const age = platform.now() - (stat?.mtimeMs ?? 0);
    if (bytes > JOURNAL_LIMITS.maxBytes || age > JOURNAL_LIMITS.maxAgeMs)
      removeFile(platform, join(path, name));
  }
}
