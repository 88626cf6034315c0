import { GONE } from './finding.ts';
import { hideValue } from './value.ts';
import { tell } from './key.ts';

/** Deeper, and the rest is left out: no event is. */
const MAX_DEPTH = 64;
/** More, and the rest is left out, so that a value without end has one. */
const MAX_NODES = 200_000;
const CUT = '[cut]';
const CYCLE = '[cycle]';
const UNREADABLE = '[unreadable]';

/** Where the walk is: what stands above, and how many values are left. */
type Walk = {
  readonly text: (text: string) => string;
  readonly value: (key: string, value: string) => string;
  readonly above: Set<object>;
  left: number;
};

/** A copy of any value as JSON could hold it, with what must not leave taken out. Never throws. */
export function redactJson(
  value: unknown,
  tools: { text: (text: string) => string; value: (key: string, value: string) => string },
): unknown {
  return copy({ ...tools, above: new Set(), left: MAX_NODES }, value, '');
}

function copy(walk: Walk, value: unknown, key: string): unknown {
  if (walk.left <= 0) return CUT;
  walk.left -= 1;
  if (typeof value === 'string') return key === '' ? walk.text(value) : walk.value(key, value);
  if (typeof value === 'number' || typeof value === 'bigint')
    return key !== '' && hideValue(String(value), tell(key)) !== undefined && !isCount(key, value)
      ? GONE
      : value;
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (walk.above.has(value)) return CYCLE;
  if (walk.above.size >= MAX_DEPTH) return CUT;
  walk.above.add(value);
  try {
    return Array.isArray(value)
      ? copyArray(walk, value, key)
      : copyObject(walk, value as Record<string, unknown>, key);
  } catch {
    // A proxy may throw at anything.
    return UNREADABLE;
  } finally {
    walk.above.delete(value);
  }
}

/** A small number beside a `token` counts them; beside a `password` it is one. */
function isCount(key: string, value: number | bigint): boolean {
  return /tok/i.test(key) && value < 1_000_000;
}

function copyArray(walk: Walk, values: readonly unknown[], key: string): unknown[] {
  const copies: unknown[] = [];
  for (let index = 0; index < values.length && walk.left > 0; index += 1)
    copies.push(copy(walk, read(values, index), key));
  return copies;
}

/** `{ name: 'PASSWORD', value: 'x' }` is a pair. All that is below a telling name is told of by it. */
function copyObject(
  walk: Walk,
  values: Readonly<Record<string, unknown>>,
  above: string,
): Record<string, unknown> {
  const copies: Record<string, unknown> = {};
  const named = ['name', 'key', 'header']
    .map((name) => read(values, name))
    .find((name) => typeof name === 'string');
  const pair = typeof named === 'string' ? walk.text(named) : '';
  const isBelow = above !== '' && tell(above) === 'secret';
  for (const key of Object.keys(values)) {
    if (walk.left <= 0) break;
    const name = walk.text(key);
    const telling = isBelow ? above : key === 'value' && tell(pair) !== 'nothing' ? pair : key;
    const first = copy(walk, read(values, key), telling);
    // The name may tell more, or less, when something was taken out of it.
    const value = name === key || isBelow ? first : copy(walk, first, name);
    // Not an assignment: `__proto__` is a name like any other.
    Object.defineProperty(copies, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return copies;
}

function read(values: object, key: string | number): unknown {
  try {
    return (values as Record<string | number, unknown>)[key];
  } catch {
    return UNREADABLE;
  }
}
