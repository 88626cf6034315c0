/** Chance that is the same in each run: no value here is or was a secret of anybody, and none is a literal. */
export type Chance = {
  readonly below: (limit: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** `length` characters of an alphabet. */
  readonly of: (alphabet: string, length: number) => string;
};

/** mulberry32: small, and good enough for test data. */
export function createChance(seed: number): Chance {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    of: (alphabet, length) => Array.from({ length }, () => alphabet[below(alphabet.length)]).join(''),
  };
}

export const DIGIT = '0123456789';
export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const UPPER = LOWER.toUpperCase();
export const HEX = `${DIGIT}abcdef`;
export const ALNUM = LOWER + UPPER + DIGIT;
export const URL64 = `${ALNUM}-_`;
export const BASE64 = `${ALNUM}+/`;
export const BASE36 = LOWER + DIGIT;
export const BASE32 = `${UPPER}234567`;
