import type { Catalogue } from './event.ts';
import type { Field } from './field.ts';

const CLOSED: readonly Field['kind'][] = ['oneOf', 'version', 'hash', 'derived'];

/** By event, the text fields in which nothing can be but what the author or Overt has put there. */
export function listClosedFields(events: Catalogue): Record<string, string[]> {
  const closed: Record<string, string[]> = {};
  for (const [name, { fields = {} }] of Object.entries(events)) {
    const names = Object.keys(fields).filter((field) => CLOSED.includes(fields[field]?.kind ?? 'text'));
    if (names.length > 0) closed[name] = names;
  }
  return closed;
}
