/**
 * What is given in a table of options; undefined for what is none. Where a value is undefined, nothing was said, as with an option
 * that has a name of its own.
 */
export function givenEntries<Value>(
  table: Readonly<Record<string, Value>> | undefined,
): [string, Value][] | undefined {
  if (typeof table !== 'object' || table === null) return undefined;
  return Object.entries(table).filter(([, value]) => value !== undefined);
}

/** The table with what is given only. */
export function onlyGiven<Value>(table: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(givenEntries(table) ?? []);
}
