import { describeResource, ERROR_FIELDS } from 'overt/catalogue';
import type { DeclaredEvent, DeclaredField } from '../subject/declared.ts';
import type { PageSubject } from './page-subject.ts';
import { splitWords } from '../rules/words.ts';

const RUN = '01KAKF3Z1R8Y6V0Q4W2M9X5TDB';
const TIME_MS = Date.UTC(2026, 0, 15, 9, 30);

/** An event as it would leave, with made-up values: always the same ones, so that a page changes only when it must. */
export function createExample(
  event: DeclaredEvent,
  { tool, options }: Pick<PageSubject, 'tool' | 'options'>,
): Record<string, unknown> {
  const { name, level, fields } = event;
  const usual = Object.entries(describeResource(options)).filter(
    ([key, { optional }]) => optional !== true || key === 'install',
  );
  const resource = usual.map(([key, { example }]) => [key, key === 'tool' ? tool : example] as const);
  return {
    id: `${RUN}.1`,
    time: TIME_MS,
    name,
    level,
    run: RUN,
    props: Object.fromEntries(fields.map((field) => [field.name, exampleOf(field)])),
    resource: Object.fromEntries(resource),
  };
}

/** A value that the field can hold. */
export function exampleOf({ kind, name, values, most }: DeclaredField): string | number | boolean {
  switch (kind) {
    case 'oneOf':
      return values[0] ?? '';
    case 'flag':
      return true;
    case 'count':
      return splitWords(name).at(-1) === 'code' ? 0 : 12;
    case 'durationMs':
      return 340;
    case 'bytes':
      return 20_480;
    case 'version':
      return '1.4.2';
    case 'hash':
      return '3f8a1c07d92e64b5';
    case 'slug':
      return ['some', ...splitWords(name)].join('-').slice(0, 40);
    case 'stack':
    case 'derived':
      return ERROR_FIELDS[name]?.example ?? '';
    default:
      return 'words that somebody wrote'.slice(0, most);
  }
}
