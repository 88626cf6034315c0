import { expected } from '../option-error.ts';
import { CORE_EVENTS, OTHER_BUILTIN_NAMES } from './core-events.ts';
import type { Catalogue, EventDeclaration } from './event.ts';
import type { Field } from './field.ts';
import { DIGITS, isMadeOf, LOWER, UPPER } from '../platform/text.ts';

const MAX_NAME_LENGTH = 80;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LEVELS = ['errors', 'usage', 'full'];
const KINDS = ['oneOf', 'flag', 'count', 'durationMs', 'bytes', 'version', 'slug', 'hash', 'text'];

/** Throws when the author's events are declared wrongly. */
export function validateCatalogue(events: unknown): asserts events is Catalogue {
  if (typeof events !== 'object' || events === null)
    throw expected('events', 'an object of declarations', events);
  for (const [name, declaration] of Object.entries(events)) {
    if (!isEventName(name)) {
      throw expected('events', 'keyed by names such as `scan.finished`', name);
    }
    if (Object.hasOwn(CORE_EVENTS, name) || OTHER_BUILTIN_NAMES.includes(name))
      throw expected('events', 'without the built-in names', name);
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
  validateFields(`${at}.fields`, fields, level);
}

export function validateFields(at: string, fields: EventDeclaration['fields'], level: string): void {
  if (typeof fields !== 'object' || fields === null) throw expected(at, 'an object', fields);
  for (const [name, field] of Object.entries(fields)) validateField(`${at}.${name}`, [name, field, level]);
}

function validateField(at: string, [name, field, level]: [string, Field, string]): void {
  if (!isFieldName(name)) throw expected(at, 'a name of letters, digits and _', name);
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

/** Two to four words, parted by dots, each beginning with a letter. */
function isEventName(name: string): boolean {
  const words = name.split('.');
  if (words.length < 2 || words.length > 4) return false;
  return words.every(
    (word) => isMadeOf(word, `${LOWER}${DIGITS}_`, MAX_NAME_LENGTH) && LOWER.includes(word.charAt(0)),
  );
}

function isFieldName(name: string): boolean {
  return isMadeOf(name, `${LOWER}${UPPER}${DIGITS}_`, 64) && !DIGITS.includes(name.charAt(0));
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
