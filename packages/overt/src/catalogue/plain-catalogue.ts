import { DIGITS, isMadeOf, LOWER, UPPER } from '../platform/text.ts';
import { CORE_EVENTS, OTHER_BUILTIN_NAMES } from './core-events.ts';
import type { EventDeclaration } from './event.ts';
import type { Field } from './field.ts';

const MAX_NAME_LENGTH = 80;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const KINDS = ['oneOf', 'flag', 'count', 'durationMs', 'bytes', 'version', 'slug', 'hash', 'text'];
export const EVENT_LEVELS: readonly unknown[] = ['errors', 'usage', 'full'];

/** Whether the author's events are declared rightly beyond doubt. What is wrong with others, validate.ts says. */
export function isPlainCatalogue(events: unknown): boolean {
  return isObject(events) && Object.entries(events).every(([name, event]) => isPlainEvent(name, event));
}

function isPlainEvent(name: string, declaration: EventDeclaration): boolean {
  if (!isEventName(name) || isBuiltinName(name) || !isObject(declaration)) return false;
  const { why, level = 'usage', owner, expires, fields = {}, limit } = declaration;
  // Few events have a limit: to check one is left to what says what is wrong with it.
  return (
    isFilled(why) &&
    isFilled(owner) &&
    EVENT_LEVELS.includes(level) &&
    isExpiry(expires) &&
    arePlainFields(fields, level) &&
    limit === undefined
  );
}

export function arePlainFields(fields: EventDeclaration['fields'], level: string): boolean {
  return (
    isObject(fields) &&
    Object.entries(fields).every(
      ([name, field]) =>
        isFieldName(name) &&
        isKind(field?.kind) &&
        (field.kind !== 'oneOf' || areWords(field.values)) &&
        (field.kind !== 'text' || level === 'full'),
    )
  );
}

/** Two to four words, parted by dots, each beginning with a letter. */
export function isEventName(name: string): boolean {
  const words = name.split('.');
  if (words.length < 2 || words.length > 4) return false;
  return words.every(
    (word) => isMadeOf(word, `${LOWER}${DIGITS}_`, MAX_NAME_LENGTH) && LOWER.includes(word.charAt(0)),
  );
}

export function isBuiltinName(name: string): boolean {
  return Object.hasOwn(CORE_EVENTS, name) || OTHER_BUILTIN_NAMES.includes(name);
}

export function isFieldName(name: string): boolean {
  return isMadeOf(name, `${LOWER}${UPPER}${DIGITS}_`, 64) && !DIGITS.includes(name.charAt(0));
}

export function isKind(kind: Field['kind']): boolean {
  return KINDS.includes(kind);
}

/** What the values of a `oneOf` have to be. */
export function areWords(values: unknown): boolean {
  return Array.isArray(values) && values.length > 0 && values.every(isFilled);
}

/** The last day of an event. */
export function isExpiry(expires: unknown): boolean {
  return expires === 'never' || (typeof expires === 'string' && DAY.test(expires));
}

export function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
