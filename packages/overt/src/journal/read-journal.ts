import { parseBatch } from '../courier/outbox.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { isRecord } from '../platform/record.ts';
import type { BatchEvent } from '../sinks/batch.ts';
import { JOURNAL } from '../spool/folders.ts';
import { readOwnFile } from '../spool/private-file.ts';
import { listNames } from '../spool/read-waiting.ts';
import { DELIVERIES } from './journal.ts';

/** One try to deliver, as it was written down. */
export type Delivered = {
  readonly time: number;
  readonly sink: string;
  /** The number of the batch, 0 for a test and a report sent by hand. Its events from `from` up to `to` were concerned. */
  readonly batch: number;
  readonly from: number;
  readonly to: number;
  /** How many events were in the request. */
  readonly sent: number;
  readonly result: string;
  readonly reason?: string;
  /** The ids of events that the sink refused one by one, the first of them. */
  readonly refused?: readonly string[];
  /** The reports that the sink was not given, the first of them, and why. */
  readonly withheld?: Readonly<Record<string, string>>;
  /** The id of the event, if one was sent by hand. */
  readonly event?: string;
};

/** A batch that every sink is done with. */
export type KeptBatch = {
  readonly batch: number;
  readonly keptAt: number;
  readonly events: readonly BatchEvent[];
};

/** @internal All tries that the journal knows of, oldest first. A damaged line costs itself only. */
export function readDeliveries(platform: Platform, folder: string): Delivered[] {
  const read = readOwnFile(platform, join(folder, JOURNAL, DELIVERIES));
  if (read.kind !== 'read') return [];
  return read.text.split('\n').flatMap((line) => {
    const delivered = parse(line);
    return delivered === undefined ? [] : [delivered];
  });
}

/** @internal All batches that are kept, oldest first. */
export function readKept(platform: Platform, folder: string): KeptBatch[] {
  return listNames(platform, join(folder, JOURNAL)).flatMap((name) => {
    const [, keptAt, batch] = /^(\d+)-(\d+)\.ndjson$/.exec(name) ?? [];
    const read = readOwnFile(platform, join(folder, JOURNAL, name));
    if (keptAt === undefined || read.kind !== 'read') return [];
    return [{ batch: Number(batch), keptAt: Number(keptAt), events: parseBatch(read.text) }];
  });
}

function parse(line: string): Delivered | undefined {
  try {
    const value = JSON.parse(line) as Delivered;
    const { time, sink, batch, from, to, result, refused = [], withheld = {}, event = '' } = value;
    const isWhole = [time, batch, from, to].every((number) => Number.isFinite(number));
    const isTold = [sink, result, event].every((text) => typeof text === 'string');
    if (!isWhole || !isTold || !Array.isArray(refused) || !isRecord(withheld)) return undefined;
    // Lines of a version that did not count what was sent.
    return { ...value, sent: Number.isFinite(value.sent) ? value.sent : to - from };
  } catch {
    return undefined;
  }
}
