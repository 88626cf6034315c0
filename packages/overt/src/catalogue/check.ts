import { DIGITS, isMadeOf, LOWER } from '../platform/text.ts';
import type { EventDeclaration, PropValue } from './event.ts';
import type { Field } from './field.ts';

/** What was wrong with a call that was recorded all the same: counted, never thrown. */
export type Misuse = 'undeclared_field' | 'invalid_value' | 'missing_field' | 'too_many_values';

/** What the check needs besides the declaration. */
export type CheckTools = {
  readonly allowsText: boolean;
  readonly redact: (text: string) => string;
  readonly hash: (value: string) => string | undefined;
  /** The distinct slugs that each field has taken in this run. */
  readonly seen: Map<string, Set<string>>;
};

export type Checked = { readonly props: Record<string, PropValue>; readonly misuse: readonly Misuse[] };

/** A field that takes a new value each time is no longer a category; the 101st becomes `other`. */
export const MAX_DISTINCT_SLUGS = 100;
/** Versions as in semver, with build and pre-release parts, and the shorter forms in use. */
export const VERSION = /^v?\d{1,9}(\.\d{1,9}){0,3}([-+][0-9A-Za-z.+-]{1,40})?$/;
export const SLUG_ALPHABET = `${LOWER}${DIGITS}._-`;
export const MAX_WORD_LENGTH = 40;
/** What stands for a value that is not of its field's alphabet. */
export const OTHER = 'other';

/**
 * Keeps of `given` what the declaration allows. A field that is not declared, or whose value is of the wrong kind, is
 * left out and counted; the rest of the event is recorded.
 */
export function checkProps(name: string, given: unknown, how: [EventDeclaration, CheckTools]): Checked {
  const [{ fields = {} }, tools] = how;
  const props: Record<string, PropValue> = {};
  const misuse: Misuse[] = [];
  const values = isObject(given) ? given : {};
  const keys = listKeys(values);
  // Properties that cannot even be listed are one mistake, however many fields are declared.
  if (keys === undefined) return { props, misuse: ['invalid_value'] };
  for (const key of keys) if (!Object.hasOwn(fields, key)) misuse.push('undeclared_field');
  for (const [key, field] of Object.entries(fields)) {
    const value = checkField(field, [values, key], tools);
    if (value === undefined) misuse.push('invalid_value');
    else if (value === MISSING && field.optional !== true) misuse.push('missing_field');
    else if (typeof value !== 'symbol')
      props[key] = field.kind === 'slug' ? limit(value, `${name}.${key}`, [tools, misuse]) : value;
  }
  return { props, misuse };
}

/** Stands for a text that the level does not allow: nothing is wrong with the call, and nothing is recorded. */
const WITHHELD = Symbol('withheld');
const MISSING = Symbol('missing');

/** The properties may be a proxy whose traps throw. */
function listKeys(values: object): readonly string[] | undefined {
  try {
    return Object.keys(values);
  } catch {
    return undefined;
  }
}

/** A getter that throws gives a value of the wrong kind; it is not an error of the tool. */
function checkField(
  field: Field,
  [values, key]: [Record<string, unknown>, string],
  tools: CheckTools,
): PropValue | symbol | undefined {
  try {
    const raw = Object.hasOwn(values, key) ? values[key] : undefined;
    return raw === undefined ? MISSING : checkValue(field, raw, tools);
  } catch {
    return undefined;
  }
}

function checkValue(field: Field, raw: unknown, tools: CheckTools): PropValue | symbol | undefined {
  switch (field.kind) {
    case 'flag':
      return typeof raw === 'boolean' ? raw : undefined;
    case 'count':
    case 'bytes':
      return Number.isSafeInteger(raw) && (raw as number) >= 0 ? (raw as number) : undefined;
    case 'durationMs':
      return isDuration(raw) ? Math.round(raw) : undefined;
    case 'oneOf':
      return typeof raw === 'string' && field.values.includes(raw) ? raw : undefined;
    case 'version':
      return typeof raw === 'string' ? (raw.length <= 64 && VERSION.test(raw) ? raw : OTHER) : undefined;
    case 'slug':
      return typeof raw === 'string' ? toSlug(raw, field.maxWords ?? 1) : undefined;
    case 'hash':
      return typeof raw === 'string' ? tools.hash(raw) : undefined;
    case 'stack':
    case 'derived':
      return undefined;
    case 'text':
      if (typeof raw !== 'string') return undefined;
      return tools.allowsText ? toText(raw, field.maxLength ?? 500, tools) : WITHHELD;
  }
}

/** A value of the slug alphabet, in lower case, or `other`. */
export function toSlug(raw: string, maxWords: number): string {
  // The length goes first, so that a huge string is not even split.
  if (raw.length > (MAX_WORD_LENGTH + 1) * maxWords) return OTHER;
  const words = raw.toLowerCase().split(' ');
  return words.length <= maxWords && words.every(isWord) ? words.join(' ') : OTHER;
}

function isWord(word: string): boolean {
  return isMadeOf(word, SLUG_ALPHABET, MAX_WORD_LENGTH) && !'._-'.includes(word.charAt(0));
}

function toText(raw: string, maxLength: number, { redact }: CheckTools): string {
  // Whole, since of a secret that is cut first nobody could tell what it is; redaction has a bound of its own.
  return redact(raw).slice(0, maxLength);
}

function limit(value: PropValue, key: string, [tools, misuse]: [CheckTools, Misuse[]]): PropValue {
  const seen = tools.seen.get(key) ?? new Set<string>();
  tools.seen.set(key, seen);
  if (seen.has(value as string) || seen.size < MAX_DISTINCT_SLUGS) {
    seen.add(value as string);
    return value;
  }
  misuse.push('too_many_values');
  return OTHER;
}

function isDuration(raw: unknown): raw is number {
  return typeof raw === 'number' && Number.isFinite(raw) && raw >= 0 && raw <= Number.MAX_SAFE_INTEGER;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
