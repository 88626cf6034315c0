import { readKept } from '../journal/read-journal.ts';
import type { Platform } from '../platform/platform.ts';
import { readWaiting } from '../spool/read-waiting.ts';
import { countOf } from './format.ts';

/** How many events lie on the disk: not sent yet, and kept after they were sent. */
export type StoredEvents = { readonly waiting: number; readonly journal: number };

/** @internal */
export function countStored(platform: Platform, folders: readonly string[]): StoredEvents {
  const waiting = folders.flatMap((folder) => readWaiting(platform, folder).events);
  const journal = folders.flatMap((folder) => readKept(platform, folder).flatMap(({ events }) => events));
  return { waiting: waiting.length, journal: journal.length };
}

/** @internal */
export function subtract(before: StoredEvents, after: StoredEvents): StoredEvents {
  return { waiting: before.waiting - after.waiting, journal: before.journal - after.journal };
}

/** @internal In words, or nothing where there is none. */
export function describeEvents({ waiting, journal }: StoredEvents): string[] {
  const parts = [
    ...(waiting === 0 ? [] : [`${countOf(waiting, 'event')} that waited`]),
    ...(journal === 0 ? [] : [`${countOf(journal, 'event')} of the journal`]),
  ];
  return parts.length === 0 ? [] : [parts.join(', ')];
}
