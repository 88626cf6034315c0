import { asRecord, asText } from '../subject/loose-values.ts';
import { TOOL_FILE_SCHEMA, type Json } from './schema.ts';

/**
 * The keys of a tool's file that nobody would read, each with its path. Whether values are right is said by the SDK; what it does not know,
 * it passes over, and whoever has written `evnets` would wait for them in vain.
 */
export function listUnknownKeys(file: unknown): readonly string[] {
  return listWithin(TOOL_FILE_SCHEMA, file, '');
}

function listWithin(schema: Json, value: unknown, at: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    const items = asRecord(schema['items']);
    return value.flatMap((item, index) => listWithin(items, item, `${at}[${index}]`));
  }
  const { properties, additionalProperties } = chooseForm(schema, asRecord(value));
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = joinPath(at, key);
    const known = asRecord(properties);
    if (Object.hasOwn(known, key)) return listWithin(asRecord(known[key]), inner, path);
    return additionalProperties === false ? [path] : listWithin(asRecord(additionalProperties), inner, path);
  });
}

/** Of several forms, the one of this kind, as far as it is named; then the last, which is of all others. */
function chooseForm(schema: Json, value: Readonly<Record<string, unknown>>): Json {
  const forms = [schema['oneOf'], schema['anyOf']].find((list) => Array.isArray(list)) as
    | readonly Json[]
    | undefined;
  if (forms === undefined) return schema;
  const isOfKind = (form: Json): boolean =>
    asRecord(asRecord(form['properties'])['kind'])['const'] === value['kind'];
  return forms.find(isOfKind) ?? forms.at(-1) ?? {};
}

/** As the SDK writes paths: `events["scan.done"].fields.files`. */
function joinPath(at: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${at}[${JSON.stringify(asText(key))}]`;
  return at === '' ? key : `${at}.${key}`;
}
