/** How what we send differs from what a client of somebody else sends of the same, and why. `other`: both have it, with another value. */
export type Difference = {
  readonly paths: RegExp;
  readonly ours: 'left out' | 'added' | 'other';
  readonly why: string;
};

type Leaves = Readonly<Record<string, unknown>>;

/** The leaves of a value by their paths, such as `tags.command` and `exception.values.0.type`. */
export function flatten(value: unknown, path = ''): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return { [path]: value };
  const parts = Object.entries(value).map(([key, part]) =>
    flatten(part, path === '' ? key : `${path}.${key}`),
  );
  return Object.assign({}, ...parts) as Record<string, unknown>;
}

/** What no row explains. Rows that explain something are noted in `used`. */
export function listUnexplained(
  { ours, theirs }: { readonly ours: Leaves; readonly theirs: Leaves },
  rows: readonly Difference[],
  used: Set<Difference>,
): unknown[] {
  const unexplained: unknown[] = [];
  for (const path of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    if (ours[path] === theirs[path]) continue;
    const kind = !(path in ours) ? 'left out' : path in theirs ? 'other' : 'added';
    const row = rows.find((one) => one.ours === kind && one.paths.test(path));
    if (row === undefined) unexplained.push([kind, path, ours[path], theirs[path]]);
    else used.add(row);
  }
  return unexplained;
}
