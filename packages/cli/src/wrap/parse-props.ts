import type { Catalogue, EventDeclaration, Field } from 'overt';
import { CliError } from '../errors.ts';

type Props = Readonly<Record<string, string | number | boolean>>;

/** The event of this name: one of the tool's own, or one that every tool has. */
export function findEvent(name: string, own: Catalogue, builtin: Catalogue): EventDeclaration {
  const events = [own, builtin].find((catalogue) => Object.hasOwn(catalogue, name));
  const declaration = events?.[name];
  if (declaration !== undefined) return declaration;
  const known = Object.keys(own).join(', ');
  const there = known === '' ? 'The file declares none.' : `The file declares: ${known}.`;
  throw new CliError(`There is no event ${JSON.stringify(name)}. ${there}`);
}

/** Reads `key=value` by what each field may hold. What is wrong is the author's mistake, so nothing is passed over. */
export function parseProps(pairs: readonly string[], { fields = {} }: EventDeclaration): Props {
  const props: Record<string, string | number | boolean> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new CliError(`Expected key=value, got ${JSON.stringify(pair)}.`);
    const [key, text] = [pair.slice(0, at), pair.slice(at + 1)];
    if (Object.hasOwn(props, key)) throw new CliError(`The field ${key} is given twice.`);
    props[key] = parseField(key, text, fields);
  }
  const missing = Object.keys(fields).find(
    (key) => fields[key]?.optional !== true && !Object.hasOwn(props, key),
  );
  if (missing !== undefined) throw new CliError(`The field ${missing} is missing.`);
  return props;
}

function parseField(
  key: string,
  text: string,
  fields: Readonly<Record<string, Field>>,
): string | number | boolean {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (field === undefined) {
    const known = Object.keys(fields).join(', ');
    throw new CliError(
      `There is no field ${JSON.stringify(key)}. There ${known === '' ? 'are none' : `are: ${known}`}.`,
    );
  }
  const value = parseValue(field, text);
  if (value === undefined)
    throw new CliError(`Expected ${key} to be ${wanted(field)}, got ${JSON.stringify(text)}.`);
  return value;
}

function parseValue(field: Field, text: string): string | number | boolean | undefined {
  switch (field.kind) {
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'count':
    case 'bytes':
      return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
    case 'durationMs':
      return /^\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
    case 'oneOf':
      return field.values.includes(text) ? text : undefined;
    // Whatever it is: of these the SDK keeps what is safe.
    case 'slug':
    case 'version':
    case 'hash':
    case 'text':
      return text;
    case 'stack':
    case 'derived':
      return undefined;
  }
}

/** Of the kinds that take any text there is nothing wrong that could be said. */
const WANTED: Readonly<Partial<Record<Field['kind'], string>>> = {
  flag: 'true or false',
  count: 'a whole number from 0',
  bytes: 'a whole number from 0',
  durationMs: 'a number of milliseconds',
  stack: 'left out: it is made from errors',
  derived: 'left out: it is made from errors',
};

function wanted(field: Field): string {
  return field.kind === 'oneOf' ? `one of ${field.values.join(', ')}` : (WANTED[field.kind] ?? 'a text');
}
