import { MAX_SEGMENT_BYTES } from './run-file.ts';

/** How much may lie on the user's disk. */
export type SpoolLimits = {
  /**
   * All undelivered events together, in bytes. Half of it for runs, half for batches made of them.
   * @default 33554432 (32 MiB)
   */
  readonly maxBytes: number;
  /**
   * How many run files may wait.
   * @default 2000
   */
  readonly maxFiles: number;
  /**
   * Events older than this are dropped, in milliseconds.
   * @default 1814400000 (21 days)
   */
  readonly maxAgeMs: number;
};

const DAY_MS = 24 * 60 * 60 * 1000;

export const DEFAULT_LIMITS: SpoolLimits = {
  // Weeks of an agent that calls a tool all day: 100,000 events of 300 bytes.
  maxBytes: 32 * 1024 * 1024,
  // A folder of a few thousand names is still listed in a millisecond or two.
  maxFiles: 2000,
  // A report about what happened a month ago helps nobody.
  maxAgeMs: 21 * DAY_MS,
};

/**
 * Whether the sizes of so many waiting files must be looked at before one more is made. An agent may leave hundreds of
 * small ones between two couriers, and asking for the size of each in every run would cost more than all else: so it is
 * done for one run in a quarter of what would fit if all segments were full.
 */
export function mayBeFull(files: number, { maxBytes, maxFiles }: SpoolLimits): boolean {
  const fullSegments = Math.floor(maxBytes / 2 / MAX_SEGMENT_BYTES);
  if (files >= maxFiles) return true;
  return files >= fullSegments && files % Math.max(1, fullSegments >> 2) === 0;
}

/** The journal is for the user to read, not an archive. */
export const JOURNAL_LIMITS = { maxBytes: 4 * 1024 * 1024, maxAgeMs: 14 * DAY_MS };

/** Reports of crashes for the user to decide about. One that crashes all day has no more to say; nobody remembers for longer. */
export const HELD_LIMITS = { maxFiles: 5, maxAgeMs: 14 * DAY_MS };
