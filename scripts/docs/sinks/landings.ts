import { batchOf, makeProbe, type Field } from './probe.ts';
import type { Format } from './formats.ts';

/**
 * Where a field lands in a format: what is different there when the field alone is. So nothing has to be written down by hand, and
 * nothing that is written down can be wrong.
 */
export async function findLandings(
  { encode }: Format,
  { change }: Field,
  probes: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const name of probes) {
    const event = makeProbe(name);
    const [before, after] = await Promise.all([event, change(event)].map((one) => encode(batchOf(one))));
    for (const path of differences(flatten(before), flatten(after))) found.add(path);
  }
  return [...found].toSorted();
}

function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path));
}

/** All values by their paths. Of a list, all elements have one path: which of them it is does not matter here. */
function flatten(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) {
    for (const item of value) flatten(item, isNamed(item) ? `${path}.${item.key}` : path, into);
  } else if (typeof value === 'object' && value !== null) {
    const entries = isNamed(value) ? Object.entries({ '': value.value }) : Object.entries(value);
    for (const [key, inner] of entries) flatten(inner, join(path, key), into);
  } else {
    into.set(path, `${into.get(path) ?? ''}${JSON.stringify(value)}\n`);
  }
  return into;
}

function join(path: string, key: string): string {
  return [path, key].filter(Boolean).join('.');
}

/** An attribute of OTLP: `{ key, value: { stringValue } }`. */
function isNamed(value: unknown): value is { readonly key: string; readonly value: object } {
  return typeof value === 'object' && value !== null && 'key' in value && 'value' in value;
}
