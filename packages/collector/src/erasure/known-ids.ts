import type { Store } from '../store/store.ts';
import { noteCollector } from './collectors-table.ts';
import { readFingerprint, readMarks, readOrMakeKey } from './deletions-table.ts';
import { createErasedIds, type ErasedIds } from './erased-ids.ts';
import { createMarker, type Marker } from './marks.ts';

/** What this collector knows of erased ids, from the store. */
export type KnownIds = {
  readonly erased: ErasedIds;
  readonly marker: () => Promise<Marker>;
  /** Knows all that the store knows. Before it, nothing may be stored. */
  readonly learn: () => Promise<void>;
  /** The same, unless that was done a moment ago. */
  readonly keepUp: () => Promise<void>;
};

export type KnownIdsParts = {
  readonly store: Store;
  readonly collector: string;
  /** The tables are there. */
  readonly prepare: () => Promise<void>;
  /** These requests have come to the store. */
  readonly onStored: (receipts: readonly string[]) => void;
  readonly now: () => number;
};

/**
 * Events of an erased id are refused for so long: couriers give up events that are older. After that, an id that is made
 * of the machine may come back with its user's consent.
 */
export const REFUSE_MS: number = 35 * 24 * 60 * 60 * 1000;

/** Another collector on the store may have been asked; the eraser looks more often than that. */
const STALE_MS = 30_000;
/** That this collector is there is said once an hour. */
const NOTE_MS = 3_600_000;

/** Knows nothing until it has learned. */
export function createKnownIds({ store, collector, prepare, onStored, now }: KnownIdsParts): KnownIds {
  const erased = createErasedIds();
  let made: Marker | undefined;
  let learned: string | undefined;
  let [learnedMs, notedMs] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return {
    erased,
    marker,
    learn,
    keepUp: async () => (Math.abs(now() - learnedMs) < STALE_MS ? undefined : learn()),
  };

  async function learn(): Promise<void> {
    const at = now();
    const make = await marker();
    if (Math.abs(at - notedMs) >= NOTE_MS) {
      await noteCollector(store, collector);
      notedMs = at;
    }
    const fingerprint = await readFingerprint(store, at - REFUSE_MS);
    if (fingerprint !== learned) {
      const marks = await readMarks(store, at - REFUSE_MS);
      erased.replace(make, marks);
      onStored(marks.map(({ receipt }) => receipt));
      learned = fingerprint;
    }
    learnedMs = at;
  }

  async function marker(): Promise<Marker> {
    await prepare();
    made ??= createMarker(await readOrMakeKey(store));
    return made;
  }
}
