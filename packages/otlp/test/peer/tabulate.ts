import type { Attribute, DecodedLogs } from '../harness/decode.ts';

/** The one log record of a request as a table: of each value its type and what it is. */
export function tabulate({ resourceLogs: [group] }: DecodedLogs): Record<string, unknown> {
  const [scoped] = group?.scopeLogs ?? [];
  const [record] = scoped?.logRecords ?? [];
  if (group === undefined || scoped === undefined || record === undefined)
    throw new Error('There is no record.');
  const { attributes, ...fields } = record;
  const { attributes: ofResource, ...otherOfResource } = group.resource;
  return {
    ...listFields('record', fields),
    ...listAttributes('record.attributes', attributes),
    ...listFields('resource', otherOfResource),
    ...listAttributes('resource', ofResource),
    ...listFields('scope', scoped.scope),
    ...(group.schemaUrl && { resourceSchema: group.schemaUrl }),
    ...(scoped.schemaUrl && { scopeSchema: scoped.schemaUrl }),
  };
}

/** An empty list, an empty text and undefined are the same in protobuf: not there. */
function listFields(path: string, fields: object): Record<string, unknown> {
  const there = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(there.map(([name, value]) => [`${path}.${name}`, value]));
}

function listAttributes(path: string, attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.flatMap(({ key, value }) =>
      Object.entries(value).map(([type, one]) => [`${path}.${key}.${type}`, one]),
    ),
  );
}
