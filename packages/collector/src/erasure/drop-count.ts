/** Rows of erased ids that never came to the store, by the receipt of the request. */
export type DropCount = {
  readonly add: (receipt: string, rows: number) => void;
  /** How many since the last time. */
  readonly take: (receipt: string) => number;
};

/** Counts in memory: what a crash forgets is missing in the proof's number of events, and in nothing else. */
export function createDropCount(): DropCount {
  const counts = new Map<string, number>();
  return {
    add: (receipt, rows) => void counts.set(receipt, (counts.get(receipt) ?? 0) + rows),
    take(receipt) {
      const count = counts.get(receipt) ?? 0;
      counts.delete(receipt);
      return count;
    },
  };
}
