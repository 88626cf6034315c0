/** Bytes that all requests together may hold. */
export type MemoryBudget = {
  /** Takes bytes; false, and none taken, when they are not there. */
  readonly take: (bytes: number) => boolean;
  readonly give: (bytes: number) => void;
};

/** Counts; it allocates nothing. */
export function createMemoryBudget(maxBytes: number): MemoryBudget {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > maxBytes) return false;
      taken += bytes;
      return true;
    },
    give(bytes) {
      taken -= bytes;
    },
  };
}
