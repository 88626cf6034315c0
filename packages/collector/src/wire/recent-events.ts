import { MAX_RECENT_GROUPS } from '../limits.ts';

/** What this collector remembers of the events that it has taken. */
export type RecentEvents = {
  /** Remembers the event; answers whether it was known before. */
  readonly add: (run: string, seq: number) => boolean;
};

/** Events of a run whose numbers differ in the last five bits only: one entry, with a bit for each. */
const GROUP_SIZE = 32;

const TWO_TO_32 = 2 ** 32;

/**
 * The window of recent events of one project. It serves the answer's `duplicates` only; what it does not know any
 * more, the store removes. Two generations bound it: when the younger is full, the older is forgotten whole.
 *
 * All of it is numbers in arrays: as strings and lists it was most of what the garbage collector had to go through.
 */
export function createRecentEvents(maxGroups: number = MAX_RECENT_GROUPS): RecentEvents {
  const maxYoung = Math.ceil(maxGroups / 2);
  let young = new Generation(maxYoung);
  let old = new Generation(maxYoung);
  return {
    add(run, seq) {
      const [high, low] = hashGroup(run, Math.floor(seq / GROUP_SIZE));
      const bit = 1 << (seq % GROUP_SIZE);
      const isKnown = young.add(high, low, bit) || old.has(high, low, bit);
      if (young.groups >= maxYoung) {
        [young, old] = [old, young];
        young.clear();
      }
      return isKnown;
    },
  };
}

/** A hash table, at most half full, with open addressing. A slot without bits is empty. */
class Generation {
  groups = 0;
  readonly #mask: number;
  readonly #high: Uint32Array;
  readonly #low: Uint32Array;
  readonly #bits: Uint32Array;

  constructor(maxGroups: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * maxGroups));
    this.#mask = slots - 1;
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#bits = new Uint32Array(slots);
  }

  /** Sets the bit; answers whether it was set. */
  add(high: number, low: number, bit: number): boolean {
    const slot = this.#find(high, low);
    const bits = this.#bits[slot] as number;
    if (bits === 0) {
      this.#high[slot] = high;
      this.#low[slot] = low;
      this.groups += 1;
    }
    this.#bits[slot] = bits | bit;
    return (bits & bit) !== 0;
  }

  has(high: number, low: number, bit: number): boolean {
    return ((this.#bits[this.#find(high, low)] as number) & bit) !== 0;
  }

  clear(): void {
    this.groups = 0;
    this.#bits.fill(0);
  }

  /** The slot of the group, or the empty one where it would be. */
  #find(high: number, low: number): number {
    let slot = low & this.#mask;
    while (this.#bits[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }
}

/**
 * 64 bits for a group (cyrb53's mixing, with all its bits kept). Two of 60,000 groups have the same with a chance of 1 in 10
 * billion; an event would then be called a duplicate in an answer, and be stored all the same.
 */
function hashGroup(run: string, group: number): [high: number, low: number] {
  let high = Math.imul(0xdeadbeef ^ (group % TWO_TO_32), 2654435761);
  let low = Math.imul(0x41c6ce57 ^ (group % TWO_TO_32), 1597334677) ^ Math.floor(group / TWO_TO_32);
  for (let index = 0; index < run.length; index += 1) {
    const code = run.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return [high >>> 0, low >>> 0];
}
