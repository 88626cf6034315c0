const UUID = String.raw`[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}`;
/** ECMA-426 and what Sentry's tools write into a file before it. */
const MARKS = [/\/\/[#@] debugId=/, /sentry-dbid-/];
/** As many files as a report may name. */
const MAX_IDS = 32;

/** The number by which a file and its map can be brought together where the map is not. */
export function findDebugId(text: string): string | undefined {
  for (const mark of MARKS) {
    const found = new RegExp(`${mark.source}(${UUID})`, 'i').exec(text);
    if (found !== null) return found[1]?.toLowerCase();
  }
  return undefined;
}

/** `path=uuid` pairs. Undefined where there are none. */
export function formatDebugIds(ids: ReadonlyMap<string, string>): string | undefined {
  const pairs = [...ids].slice(0, MAX_IDS).map(([file, id]) => `${file}=${id}`);
  // The wire format takes 8,192 characters.
  while (pairs.join(' ').length > 8000) pairs.pop();
  return pairs.length === 0 ? undefined : pairs.join(' ');
}
