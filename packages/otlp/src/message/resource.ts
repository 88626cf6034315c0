import type { EventRun } from 'overt';
import { NAMES, nameResourceField, VALUES } from '../conventions.ts';
import { SDK } from '../sdk.ts';
import { toKeyValues, type Attributes, type KeyValue } from './values.ts';

export function makeResource(resource: EventRun['resource'], own: Attributes = {}): KeyValue[] {
  const known = Object.entries(resource).map(([field, value]) => [
    nameResourceField(field),
    VALUES[field]?.[value] ?? value,
  ]);
  return toKeyValues({
    ...Object.fromEntries(known),
    [NAMES.sdkName]: SDK.name,
    [NAMES.sdkVersion]: SDK.version,
    [NAMES.sdkLanguage]: 'nodejs',
    ...own,
  });
}

/** Parts a list where the resource changes: the order stays. */
export function groupByResource<Item>(
  items: readonly (readonly [EventRun['resource'], Item])[],
): { readonly resource: EventRun['resource']; readonly items: Item[] }[] {
  const groups: { resource: EventRun['resource']; text: string; items: Item[] }[] = [];
  for (const [resource, item] of items) {
    const text = JSON.stringify(resource);
    const last = groups.at(-1);
    if (last?.text === text) last.items.push(item);
    else groups.push({ resource, text, items: [item] });
  }
  return groups;
}
