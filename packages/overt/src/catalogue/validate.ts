import { expected } from '../telemetry/expected.ts';
import type { Catalogue, EventDeclaration } from './event.ts';
import type { Field } from './field.ts';

const NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}$/;
const FIELD_NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,63}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LEVELS = ['errors', 'usage', 'full'];
const KINDS = ['oneOf', 'flag', 'count', 'durationMs', 'bytes', 'version', 'slug', 'hash', 'text'];

/** Throws when the author's events are declared wrongly. */
export function validateCatalogue(events: unknown, builtin: Catalogue): asserts events is Catalogue {
  if (typeof events !== 'object' || events === null)
    throw expected('events', 'an object of declarations', events);
  for (const [name, declaration] of Object.entries(events)) {
    if (!NAME.test(name) || name.length > 80) {
      throw expected('events', 'keyed by names such as `scan.finished`', name);
    }
    if (Object.hasOwn(builtin, name)) throw expected('events', 'without the built-in names', name);
    validateDeclaration(`events["${name}"]`, declaration as EventDeclaration);
  }
}

function validateDeclaration(at: string, declaration: EventDeclaration): void {
  if (typeof declaration !== 'object' || declaration === null)
    throw expected(at, 'a declaration', declaration);
  const { why, level = 'usage', owner, expires, fields = {} } = declaration;
  if (!isFilled(why)) throw expected(`${at}.why`, 'a sentence', why);
  if (!isFilled(owner)) throw expected(`${at}.owner`, 'a name', owner);
  if (!LEVELS.includes(level)) throw expected(`${at}.level`, 'one of errors, usage, full', level);
  if (expires !== 'never' && !(typeof expires === 'string' && DAY.test(expires))) {
    throw expected(`${at}.expires`, 'a day as YYYY-MM-DD, or never', expires);
  }
  if (typeof fields !== 'object' || fields === null) throw expected(`${at}.fields`, 'an object', fields);
  for (const [name, field] of Object.entries(fields))
    validateField(`${at}.fields.${name}`, [name, field, level]);
}

function validateField(at: string, [name, field, level]: [string, Field, string]): void {
  if (!FIELD_NAME.test(name)) throw expected(at, 'a name of letters, digits and _', name);
  if (!KINDS.includes(field?.kind)) throw expected(at, `a field such as count() or flag()`, field);
  if (
    field.kind === 'oneOf' &&
    !(Array.isArray(field.values) && field.values.length > 0 && field.values.every(isFilled))
  ) {
    throw expected(`${at}.values`, 'a list of words', field.values);
  }
  if (field.kind === 'text' && level !== 'full')
    throw expected(at, 'text in an event of level full only', level);
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
