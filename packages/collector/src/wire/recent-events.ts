import { MAX_RECENT_RANGES } from '../limits.ts';

/** What this collector remembers of the events that it has taken. */
export type RecentEvents = {
  /** Remembers the event; answers whether it was known before. */
  readonly add: (run: string, seq: number) => boolean;
};

/** Sequence numbers as sorted, disjoint ranges: [first, last, first, last, …]. A run's are nearly always one range. */
type Ranges = number[];

/**
 * The window of recent events of one project. It serves the answer's `duplicates` only; what it does not know any
 * more, the store removes. Two generations bound it: when the younger is full, the older is forgotten whole.
 */
export function createRecentEvents(maxRanges: number = MAX_RECENT_RANGES): RecentEvents {
  let young = new Map<string, Ranges>();
  let old = new Map<string, Ranges>();
  let cost = 0;
  return {
    add(run, seq) {
      let ranges = young.get(run);
      if (ranges === undefined) {
        ranges = takeFromOld(run);
        young.set(run, ranges);
      }
      const before = ranges.length;
      const isKnown = addToRanges(ranges, seq);
      cost += (ranges.length - before) / 2;
      if (cost >= maxRanges / 2) {
        old = young;
        young = new Map();
        cost = 0;
      }
      return isKnown;
    },
  };

  /** A run that goes on stays young, unless it alone (a sender that leaves gaps on purpose) would fill a generation. */
  function takeFromOld(run: string): Ranges {
    const ranges = old.get(run) ?? [];
    old.delete(run);
    if (ranges.length / 2 > maxRanges / 8) return [];
    cost += ranges.length / 2;
    return ranges;
  }
}

function addToRanges(ranges: Ranges, seq: number): boolean {
  let index = ranges.length - 2; // from the end: events come in order
  while (index >= 0 && (ranges[index] as number) > seq) index -= 2;
  const last = ranges[index + 1];
  if (index >= 0 && last !== undefined && seq <= last) return true;
  const joinsLeft = index >= 0 && last === seq - 1;
  const joinsRight = ranges[index + 2] === seq + 1;
  if (joinsLeft && joinsRight) ranges.splice(index + 1, 2);
  else if (joinsLeft) ranges[index + 1] = seq;
  else if (joinsRight) ranges[index + 2] = seq;
  else ranges.splice(index + 2, 0, seq, seq);
  return false;
}
