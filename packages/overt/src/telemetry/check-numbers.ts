import { expected } from '../option-error.ts';

/** Of each number, the least and the most that it may be. */
export type NumberTable<Name extends string> = Readonly<Record<Name, readonly [min: number, max: number]>>;

/** Checks that each number that is given is in its range. */
export function checkNumbers<Name extends string>(
  option: string,
  given: unknown,
  table: NumberTable<Name>,
): void {
  if (typeof given !== 'object' || given === null) throw expected(option, 'an object', given);
  for (const name in table) {
    const [min, max] = table[name];
    // What is not given has a default, which is in its range.
    const value = (given as Partial<Record<Name, unknown>>)[name] ?? min;
    checkNumber(`${option}.${name}`, value, [min, max]);
  }
}

export function checkNumber(option: string, value: unknown, [min, max]: readonly [number, number]): void {
  if (typeof value !== 'number' || !(value >= min && value <= max))
    throw expected(option, `a number from ${min} to ${max}`, value);
}
