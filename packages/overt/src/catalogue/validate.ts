import { expected } from '../option-error.ts';
import type { Catalogue, EventDeclaration } from './event.ts';
import type { Field } from './field.ts';
import {
  areWords,
  EVENT_LEVELS,
  isBuiltinName,
  isEventName,
  isExpiry,
  isFieldName,
  isFilled,
  isKind,
} from './plain-catalogue.ts';

/** Throws when the author's events are declared wrongly. */
export function validateCatalogue(events: unknown): asserts events is Catalogue {
  if (typeof events !== 'object' || events === null)
    throw expected('events', 'an object of declarations', events);
  for (const [name, declaration] of Object.entries(events)) {
    if (!isEventName(name)) {
      throw expected('events', 'keyed by names such as `scan.finished`', name);
    }
    if (isBuiltinName(name)) throw expected('events', 'without the built-in names', name);
    validateDeclaration(`events["${name}"]`, declaration as EventDeclaration);
  }
}

function validateDeclaration(at: string, declaration: EventDeclaration): void {
  if (typeof declaration !== 'object' || declaration === null)
    throw expected(at, 'a declaration', declaration);
  const { why, level = 'usage', owner, expires, fields = {} } = declaration;
  if (!isFilled(why)) throw expected(`${at}.why`, 'a sentence', why);
  if (!isFilled(owner)) throw expected(`${at}.owner`, 'a name', owner);
  if (!EVENT_LEVELS.includes(level)) throw expected(`${at}.level`, 'one of errors, usage, full', level);
  if (!isExpiry(expires)) throw expected(`${at}.expires`, 'a day as YYYY-MM-DD, or never', expires);
  validateFields(`${at}.fields`, fields, level);
}

export function validateFields(at: string, fields: EventDeclaration['fields'], level: string): void {
  if (typeof fields !== 'object' || fields === null) throw expected(at, 'an object', fields);
  for (const [name, field] of Object.entries(fields)) validateField(`${at}.${name}`, [name, field, level]);
}

function validateField(at: string, [name, field, level]: [string, Field, string]): void {
  if (!isFieldName(name)) throw expected(at, 'a name of letters, digits and _', name);
  if (!isKind(field?.kind)) throw expected(at, `a field such as count() or flag()`, field);
  if (field.kind === 'oneOf' && !areWords(field.values))
    throw expected(`${at}.values`, 'a list of words', field.values);
  if (field.kind === 'text' && level !== 'full')
    throw expected(at, 'text in an event of level full only', level);
}
