import { ERROR_FIELDS, FIELD_BOUNDS } from 'overt/catalogue';
import type { DeclaredEvent, DeclaredField } from '../subject/declared.ts';
import { exampleOf } from './example-event.ts';
import { code, renderList, renderTable } from './markdown.ts';

/** Said once on the page: every page has short names, since the built-in events do. */
export const SHORT_NAME =
  `A short name is made of a-z, 0-9, \`.\`, \`_\` and \`-\`, and has at most ${FIELD_BOUNDS.maxSlugWordLength} ` +
  `characters. Whatever is not one is recorded as \`${FIELD_BOUNDS.other}\`.`;

/** The fields of an event as a table; a sentence where it has none. */
export function renderFields({ fields }: DeclaredEvent): string {
  if (fields.length === 0) return 'It carries nothing but its name.';
  const rows = fields.map((field) => [
    code(field.name),
    describeKind(field) + (field.isOptional ? '; may be left out' : ''),
    code(String(exampleOf(field)).replaceAll('\n', ' ⏎ ')),
  ]);
  return renderTable(['Field', 'What it can be', 'Example'], rows);
}

function describeKind({ kind, name, values, most }: DeclaredField): string {
  switch (kind) {
    case 'oneOf':
      return renderList(values.map(code), 'or');
    case 'flag':
      return 'true or false';
    case 'count':
      return 'a number';
    case 'durationMs':
      return 'a time in milliseconds';
    case 'bytes':
      return 'a size in bytes';
    case 'version':
      return 'the number of a version; anything else becomes `other`';
    case 'hash':
      return `a fingerprint of ${FIELD_BOUNDS.hashLength} digits, made with a secret that never leaves your machine`;
    case 'slug':
      return most > 1 ? `up to ${most} short names` : 'a short name';
    case 'stack':
    case 'derived':
      return ERROR_FIELDS[name]?.what ?? '';
    default:
      return `free text, redacted, and cut after ${most} characters`;
  }
}
