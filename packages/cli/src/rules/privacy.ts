import { field } from './example.ts';
import { fieldRule, type Rule } from './rule.ts';
import { splitWords } from './words.ts';
import {
  isPersonalName,
  isPersonalValue,
  namesContent,
  namesManyValues,
  namesSecret,
} from './telling-names.ts';

const OPEN_KINDS = ['slug', 'text'];
const FULL = { level: 'full' };

/** Rules about what could say something of a person. */
export const PRIVACY_RULES: readonly Rule[] = [
  fieldRule(
    {
      id: 'free-text',
      severity: 'warning',
      summary: 'A field of free text has a reason, in a suppression of this rule.',
      bad: field('note', { kind: 'text' }, FULL),
      good: field('topic', { kind: 'oneOf', values: ['speed', 'errors'] }, FULL),
    },
    ({ kind }) =>
      kind === 'text' ? 'It can hold what a person wrote: use oneOf() or slug() if that will do.' : undefined,
  ),
  fieldRule(
    {
      id: 'content-text',
      severity: 'error',
      summary:
        'A field of free text is not named after what people work on: prompts, messages, paths, queries.',
      bad: field('prompt', { kind: 'text' }, FULL),
      good: field('promptLength', { kind: 'bytes' }, FULL),
    },
    ({ kind, name }) =>
      kind === 'text' && namesContent(name)
        ? `"${name}" is what a person wrote or works on: record its size or its kind.`
        : undefined,
  ),
  fieldRule(
    {
      id: 'high-cardinality',
      severity: 'warning',
      summary: 'A `slug` is a category, not an id, a path, an address or a hash.',
      bad: field('projectId', { kind: 'slug' }),
      good: field('projectId', { kind: 'hash' }),
    },
    ({ kind, name }) =>
      kind === 'slug' && namesManyValues(name)
        ? `"${name}" takes a new value each time: use hash(), which can be counted, or leave it out.`
        : undefined,
  ),
  fieldRule(
    {
      id: 'secret-field',
      severity: 'error',
      summary: 'No field that holds a word or its hash is named after a secret.',
      bad: field('apiKey', { kind: 'hash' }),
      good: field('hasApiKey', { kind: 'flag' }),
    },
    ({ kind, name }) =>
      [...OPEN_KINDS, 'hash'].includes(kind) && namesSecret(name)
        ? `"${name}" is a secret: not even its hash may leave.`
        : undefined,
  ),
  fieldRule(
    {
      id: 'personal-field',
      severity: 'error',
      summary: 'No field that can hold any word is named after something personal.',
      bad: field('userName', { kind: 'slug' }),
      good: field('userCount', { kind: 'count' }),
    },
    ({ kind, name }) =>
      OPEN_KINDS.includes(kind) && isPersonalName(splitWords(name))
        ? `"${name}" says who or where somebody is: leave it out, or use hash() if you must count.`
        : undefined,
  ),
  fieldRule(
    {
      id: 'personal-hash',
      severity: 'warning',
      summary: 'A hash of something personal still joins all that one person does.',
      bad: field('email', { kind: 'hash' }),
      good: field('project', { kind: 'hash' }),
    },
    ({ kind, name }) =>
      kind === 'hash' && isPersonalName(splitWords(name))
        ? `"${name}" is personal: its hash joins all that one person does on a machine.`
        : undefined,
  ),
  fieldRule(
    {
      id: 'personal-values',
      severity: 'error',
      summary: 'The values of a `oneOf` are no addresses, hosts or paths of people.',
      bad: field('server', { kind: 'oneOf', values: ['jo@example.com', 'other'] }),
      good: field('server', { kind: 'oneOf', values: ['local', 'remote'] }),
    },
    ({ values }) => {
      const personal = values.find((value) => isPersonalValue(value));
      return personal === undefined ? undefined : `The value "${personal}" looks like somebody's own.`;
    },
  ),
];
