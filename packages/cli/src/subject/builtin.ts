import { BUILTIN_EVENTS } from 'overt/catalogue';
import { readDeclared, type DeclaredEvent } from './declared.ts';
import { asRecord } from './loose-values.ts';

/** The events that every tool has, with the fields that this one adds to its errors (`errors.fields`). */
export function readBuiltin(options: Readonly<Record<string, unknown>>): readonly DeclaredEvent[] {
  const { error, ...others } = BUILTIN_EVENTS;
  const added = Object.entries(asRecord(asRecord(options['errors'])['fields']));
  const own = added.map(([name, field]) => [name, { ...asRecord(field), optional: true }]);
  const fields = { ...error.fields, ...Object.fromEntries(own) };
  return readDeclared({ ...others, error: { ...error, fields } });
}
