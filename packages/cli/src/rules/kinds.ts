import { event, field } from './example.ts';
import { eventRule, fieldRule, type Rule } from './rule.ts';
import { asRecord } from '../subject/loose-values.ts';

const KINDS = ['oneOf', 'flag', 'count', 'durationMs', 'bytes', 'version', 'slug', 'hash', 'text'];
const EVENT_KEYS = ['why', 'level', 'owner', 'expires', 'fields', 'limit'];
const FIELD_KEYS = ['kind', 'optional', 'values', 'maxWords', 'maxLength'];
/** More than this is not looked at by anybody, and together it tells one user from the others. */
const MAX_FIELDS = 20;
/** A longer list is not a list that somebody keeps, and wants a slug. */
const MAX_VALUES = 50;
/** The longest path of commands in common tools; more words are a sentence. */
const MAX_SLUG_WORDS = 6;
const MAX_TEXT_LENGTH = 2000;

/** Rules about what kinds of fields an event has, and how many. */
export const KIND_RULES: readonly Rule[] = [
  eventRule(
    {
      id: 'unknown-property',
      severity: 'warning',
      summary: 'A declaration has no properties that mean nothing, such as misspelt ones.',
      bad: event('scan.finished', { levle: 'full' }),
      good: event('scan.finished', { level: 'full' }),
    },
    ({ raw, fields }) => {
      const unknown = [
        ...Object.keys(raw).filter((key) => !EVENT_KEYS.includes(key)),
        ...fields.flatMap(({ name, raw: own }) =>
          Object.keys(own).flatMap((key) => (FIELD_KEYS.includes(key) ? [] : [`${name}.${key}`])),
        ),
      ];
      return unknown.length === 0 ? undefined : `It has properties that mean nothing: ${unknown.join(', ')}.`;
    },
  ),
  eventRule(
    {
      id: 'fields-object',
      severity: 'error',
      isFatal: true,
      summary: 'A declaration is an object, and so are its `fields`.',
      bad: event('scan.finished', { fields: 'files' }),
      good: event('scan.finished', { fields: {} }),
    },
    ({ raw }) => {
      const { fields = {} } = raw;
      return typeof fields === 'object' && fields !== null
        ? undefined
        : 'Its `fields` are not an object of fields by name.';
    },
  ),
  fieldRule(
    {
      id: 'field-kind',
      severity: 'error',
      isFatal: true,
      summary: 'A field is of a known kind: what `count()`, `flag()` and so on return.',
      bad: field('files', { kind: 'number' }),
      good: field('files', { kind: 'count' }),
    },
    ({ kind }) =>
      KINDS.includes(kind) ? undefined : `It is of no known kind. There are: ${KINDS.join(', ')}.`,
  ),
  fieldRule(
    {
      id: 'empty-values',
      severity: 'error',
      isFatal: true,
      summary: 'A `oneOf` has words to choose from.',
      bad: field('mode', { kind: 'oneOf', values: [] }),
      good: field('mode', { kind: 'oneOf', values: ['fast', 'full'] }),
    },
    ({ kind, values, raw }) =>
      kind === 'oneOf' &&
      (values.length === 0 ||
        values.length !== asRecord(raw['values'])['length'] ||
        values.some((value) => value.trim() === ''))
        ? 'Its `values` are not a list of words.'
        : undefined,
  ),
  eventRule(
    {
      id: 'too-many-fields',
      severity: 'warning',
      summary: `An event has at most ${MAX_FIELDS} fields.`,
      bad: event('scan.finished', { fields: manyFields(MAX_FIELDS + 1) }),
      good: event('scan.finished', { fields: manyFields(MAX_FIELDS) }),
    },
    ({ fields }) =>
      fields.length > MAX_FIELDS
        ? `It has ${fields.length} fields; together they may tell one user from all others.`
        : undefined,
  ),
  fieldRule(
    {
      id: 'single-value',
      severity: 'warning',
      summary: 'A `oneOf` has at least two values: one tells nothing.',
      bad: field('mode', { kind: 'oneOf', values: ['fast'] }),
      good: field('mode', { kind: 'oneOf', values: ['fast', 'full'] }),
    },
    ({ kind, values }) =>
      kind === 'oneOf' && values.length === 1
        ? `It can only be "${values[0]}": leave it out, or use flag().`
        : undefined,
  ),
  fieldRule(
    {
      id: 'too-many-values',
      severity: 'warning',
      summary: `A \`oneOf\` has at most ${MAX_VALUES} values.`,
      bad: field('mode', { kind: 'oneOf', values: manyValues(MAX_VALUES + 1) }),
      good: field('mode', { kind: 'oneOf', values: manyValues(MAX_VALUES) }),
    },
    ({ values }) =>
      values.length > MAX_VALUES ? `It has ${values.length} values: group them, or use slug().` : undefined,
  ),
  fieldRule(
    {
      id: 'duplicate-values',
      severity: 'error',
      summary: 'The values of a `oneOf` differ, by more than case.',
      bad: field('mode', { kind: 'oneOf', values: ['fast', 'full', 'Fast'] }),
      good: field('mode', { kind: 'oneOf', values: ['fast', 'full'] }),
    },
    ({ values }) => {
      const lower = values.map((value) => value.trim().toLowerCase());
      const again = values.find((_, index) => lower.indexOf(lower[index] ?? '') !== index);
      return again === undefined ? undefined : `The value "${again}" is there more than once.`;
    },
  ),
  fieldRule(
    {
      id: 'sentence-slug',
      severity: 'warning',
      summary: `A \`slug\` has at most ${MAX_SLUG_WORDS} words: more can hold what a person wrote.`,
      bad: field('command', { kind: 'slug', maxWords: 12 }),
      good: field('command', { kind: 'slug', maxWords: 3 }),
    },
    ({ kind, most }) =>
      kind === 'slug' && most > MAX_SLUG_WORDS
        ? `It may have ${most} words, which can hold a sentence.`
        : undefined,
  ),
  fieldRule(
    {
      id: 'long-text',
      severity: 'warning',
      summary: `A \`text\` is cut at ${MAX_TEXT_LENGTH} characters at most.`,
      bad: field('note', { kind: 'text', maxLength: 10_000 }, { level: 'full' }),
      good: field('note', { kind: 'text', maxLength: 200 }, { level: 'full' }),
    },
    ({ kind, most }) =>
      kind === 'text' && most > MAX_TEXT_LENGTH
        ? `It may have ${most} characters: nobody can say what is in that.`
        : undefined,
  ),
];

function manyFields(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`part${index}`, { kind: 'flag' }]));
}

function manyValues(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `mode-${index}`);
}
