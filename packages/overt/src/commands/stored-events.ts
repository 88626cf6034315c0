import { readKept } from '../journal/read-journal.ts';
import type { Platform } from '../platform/platform.ts';
import { readHeld, readWaiting } from '../spool/read-waiting.ts';
import { countOf } from './format.ts';

/** How many events lie on the disk: not sent yet, kept after they were sent, and held until the user says something. */
export type StoredEvents = { readonly waiting: number; readonly journal: number; readonly held: number };

/** @internal */
export const NOTHING_STORED: StoredEvents = { waiting: 0, journal: 0, held: 0 };

/** @internal */
export function countStored(platform: Platform, folders: readonly string[]): StoredEvents {
  const waiting = folders.flatMap((folder) => readWaiting(platform, folder).events);
  const journal = folders.flatMap((folder) => readKept(platform, folder).flatMap(({ events }) => events));
  const held = folders.flatMap((folder) => readHeld(platform, folder).events);
  return { waiting: waiting.length, journal: journal.length, held: held.length };
}

/** @internal What has gone. Others may record meanwhile: then it is at least that. */
export function subtract(before: StoredEvents, after: StoredEvents): StoredEvents {
  return {
    waiting: Math.max(0, before.waiting - after.waiting),
    journal: Math.max(0, before.journal - after.journal),
    held: Math.max(0, before.held - after.held),
  };
}

/** @internal In words, or nothing where there is none. */
export function describeEvents({ waiting, journal, held }: StoredEvents): string[] {
  const parts = [
    ...(waiting === 0 ? [] : [`${countOf(waiting, 'event')} that waited`]),
    ...(journal === 0 ? [] : [`${countOf(journal, 'event')} of the journal`]),
    ...(held === 0 ? [] : [`${countOf(held, 'report')} that ${held === 1 ? 'was' : 'were'} held`]),
  ];
  return parts.length === 0 ? [] : [parts.join(', ')];
}
