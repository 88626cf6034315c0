import { describeResource as listResource, FIELD_BOUNDS } from 'overt/catalogue';
import { readBuiltin } from '../subject/builtin.ts';
import { readDeclared, type DeclaredEvent, type DeclaredField } from '../subject/declared.ts';
import { asRecord } from '../subject/loose-values.ts';
import type { Subject } from '../subject/subject.ts';
import { textVersionOf } from './consent-facts.ts';

type Json = Record<string, unknown>;

/** What a schema is made of. */
export type SchemaSubject = Pick<Subject, 'tool' | 'events' | 'options'>;

/** Crockford's base 32, as in every ULID. */
const ULID = '[0-9A-HJKMNP-TV-Z]{26}';
/** What redaction leaves in the place of what it took: events are redacted once more before they leave. */
const REDACTED = '\\[[a-z-]+\\]';
/** What stands for `*` in the name of a tag: at most 24 characters, as the SDK takes them. */
const TAG_NAME = '[a-z][a-z0-9_-]{0,23}$';
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
/** The names of events begin with a small letter, so these never meet one. */
const SHARED: Json = {
  Id: {
    description: 'Of the run, and which of its events this is.',
    type: 'string',
    pattern: `^${ULID}\\.\\d+$`,
  },
  Run: { description: 'One process of the tool.', type: 'string', pattern: `^${ULID}$` },
  Time: { description: 'Milliseconds since 1970.', type: 'integer', minimum: 0 },
};
const ENVELOPE = ['id', 'time', 'name', 'level', 'run', 'props', 'resource'];

/**
 * Makes the JSON Schema of one event as it leaves in the flat form (that of the sinks `http`, `file` and `stdout`).
 * The keys `x-overt-*` say what JSON Schema has no word for; `overt check --against` reads them.
 */
export function createSchema({ tool, events, options }: SchemaSubject): Json {
  const builtin = readBuiltin(options).map((event) => describeEvent(event, true));
  const own = readDeclared(events).map((event) => describeEvent(event, false));
  const all = [...own, ...builtin];
  return {
    $schema: DIALECT,
    ...(Object.keys(options).length === 0 ? {} : { 'x-overt-text-version': textVersionOf({ options }) }),
    title: tool === undefined ? 'An event' : `An event of ${tool}`,
    description: 'One event as it leaves. Nothing that this schema does not name can be in it.',
    type: 'object',
    oneOf: all.map(([name]) => ({ $ref: `#/$defs/${name}` })),
    $defs: { ...Object.fromEntries(all), ...SHARED, Resource: describeResource(options) },
  };
}

function describeEvent(event: DeclaredEvent, isBuiltin: boolean): readonly [string, Json] {
  const { name, why, level, owner, expires } = event;
  const schema = {
    description: why,
    'x-overt-owner': owner,
    'x-overt-expires': expires,
    ...(event.limit.everyMs === undefined ? {} : { 'x-overt-limit': asRecord(event.raw['limit']) }),
    ...(isBuiltin ? { 'x-overt-builtin': true } : {}),
    type: 'object',
    additionalProperties: false,
    required: ENVELOPE,
    properties: {
      id: { $ref: '#/$defs/Id' },
      time: { $ref: '#/$defs/Time' },
      name: { const: name },
      level: { const: level },
      run: { $ref: '#/$defs/Run' },
      parent: { $ref: '#/$defs/Run' },
      props: describeProps(event),
      resource: { $ref: '#/$defs/Resource' },
    },
  };
  return [name, schema];
}

function describeProps({ fields }: DeclaredEvent): Json {
  return {
    type: 'object',
    additionalProperties: false,
    required: fields.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
    properties: Object.fromEntries(fields.map((field) => [field.name, describeField(field)])),
  };
}

function describeField(field: DeclaredField): Json {
  return { 'x-overt-kind': field.kind, ...boundsOf(field) };
}

function boundsOf({ kind, values, most }: DeclaredField): Json {
  switch (kind) {
    case 'oneOf':
      return { enum: values };
    case 'flag':
      return { type: 'boolean' };
    case 'version':
      return {
        type: 'string',
        maxLength: FIELD_BOUNDS.maxVersionLength,
        pattern: `(?:${FIELD_BOUNDS.versionPattern})|^${FIELD_BOUNDS.other}$|${REDACTED}`,
      };
    case 'slug':
      return { 'x-overt-max-words': most, type: 'string', pattern: slugPattern(most) };
    case 'hash':
      return { type: 'string', pattern: `^[0-9a-f]{${FIELD_BOUNDS.hashLength}}$` };
    case 'text':
      return { type: 'string', maxLength: most };
    case 'stack':
    case 'derived':
      return { type: 'string', maxLength: FIELD_BOUNDS.maxStackLength };
    default:
      return { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
  }
}

function slugPattern(maxWords: number): string {
  const alphabet = FIELD_BOUNDS.slugAlphabet
    .replace('abcdefghijklmnopqrstuvwxyz', 'a-z')
    .replace('0123456789', '0-9');
  const most = FIELD_BOUNDS.maxSlugWordLength - 1;
  const word = `(?:[a-z0-9]|${REDACTED})(?:[${alphabet}]|${REDACTED}){0,${most}}`;
  return maxWords > 1 ? `^${word}(?: ${word}){0,${maxWords - 1}}$` : `^${word}$`;
}

function describeResource(options: SchemaSubject['options']): Json {
  const entries = Object.entries(listResource(options));
  const describe = ([name, { what }]: (typeof entries)[number]): [string, Json] =>
    name.endsWith('*')
      ? [
          `^${name.slice(0, -1).replaceAll('.', '\\.')}${TAG_NAME}`,
          { description: what, type: 'string', pattern: slugPattern(1) },
        ]
      : [name, { description: what, type: 'string' }];
  const isPattern = ([name]: (typeof entries)[number]): boolean => name.endsWith('*');
  return {
    description: 'What is true of the whole run.',
    type: 'object',
    additionalProperties: false,
    required: entries.filter(([, { optional }]) => optional !== true).map(([name]) => name),
    properties: Object.fromEntries(entries.filter((entry) => !isPattern(entry)).map(describe)),
    patternProperties: Object.fromEntries(entries.filter(isPattern).map(describe)),
  };
}
