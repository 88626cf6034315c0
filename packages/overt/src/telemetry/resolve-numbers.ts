import { expected } from '../option-error.ts';

/** Of each number: what holds when nothing is said, the least and the most. */
export type NumberTable<Name extends string> = Readonly<
  Record<Name, readonly [fallback: number, min: number, max: number]>
>;

/** Takes numbers field by field over their defaults, and checks that each is in its range. */
export function resolveNumbers<Name extends string>(
  option: string,
  given: unknown,
  table: NumberTable<Name>,
): Record<Name, number> {
  if (typeof given !== 'object' || given === null) throw expected(option, 'an object', given);
  const settled = {} as Record<Name, number>;
  for (const name in table) {
    const [fallback, min, max] = table[name];
    const value = (given as Partial<Record<Name, unknown>>)[name] ?? fallback;
    if (typeof value !== 'number' || !(value >= min && value <= max))
      throw expected(`${option}.${name}`, `a number from ${min} to ${max}`, value);
    settled[name] = value;
  }
  return settled;
}
