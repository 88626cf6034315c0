import { BUILTIN_EVENTS } from 'overt/catalogue';
import { event, events, field } from './example.ts';
import { eventRule, fieldRule, type Complaint, type Rule } from './rule.ts';
import { isOneEditApart, pairsOf, splitWords, squash, stems } from './words.ts';

/** As the SDK has it: two to four words parted by dots. */
const EVENT_NAME = /^[a-z][a-z0-9_]{0,79}(?:\.[a-z][a-z0-9_]{0,79}){1,3}$/;
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** In shorter names one character is a large part of what tells them apart. */
const MIN_LENGTH_FOR_EDITS = 12;
const BUILTIN_NAMES = Object.keys(BUILTIN_EVENTS);

/** Rules about how events and fields are called. */
export const NAME_RULES: readonly Rule[] = [
  eventRule(
    {
      id: 'event-name',
      severity: 'error',
      isFatal: true,
      summary: 'An event is named by two to four lower-case words, parted by dots, such as `scan.finished`.',
      bad: event('ScanFinished'),
      good: event('scan.finished'),
    },
    ({ name }) =>
      EVENT_NAME.test(name)
        ? undefined
        : `"${name}" is no name of an event: use two to four words of a-z, 0-9 and _, parted by dots.`,
  ),
  eventRule(
    {
      id: 'builtin-name',
      severity: 'error',
      isFatal: true,
      summary: 'A built-in event cannot be declared again.',
      bad: event('command.invocation'),
      good: event('scan.finished'),
    },
    ({ name }) =>
      BUILTIN_NAMES.includes(name)
        ? `"${name}" is built in: track it without declaring it, or choose another name.`
        : undefined,
  ),
  eventRule(
    {
      id: 'like-builtin-name',
      severity: 'warning',
      summary:
        'An event that means the same as a built-in one has that name, and any other has a name of its own.',
      bad: event('tool.calls'),
      good: event('plugin.loaded'),
    },
    ({ name }) => {
      const like = BUILTIN_NAMES.find((builtin) => builtin !== name && isAlike(name, builtin));
      return like === undefined ? undefined : `"${name}" is nearly the built-in "${like}": use that one.`;
    },
  ),
  {
    id: 'same-name-but-spelling',
    severity: 'error',
    summary: 'Two events differ by more than case and punctuation.',
    bad: events('cache_file.read', 'cache.file_read'),
    good: events('cache_file.read', 'cache_file.written'),
    check: ({ declared }) =>
      complainOfPairs(
        declared.map(({ name }) => name),
        isSameButSpelling,
      ),
  },
  {
    id: 'near-duplicate-event',
    severity: 'warning',
    summary: 'Two events whose names have the same words, or differ by one letter, are probably one.',
    bad: events('scan.finished', 'scan.finish'),
    good: events('scan.finished', 'scan.started'),
    check: ({ declared }) =>
      complainOfPairs(
        declared.map(({ name }) => name),
        (one, other) => !isSameButSpelling(one, other) && isAlike(one, other),
      ),
  },
  fieldRule(
    {
      id: 'field-name',
      severity: 'error',
      isFatal: true,
      summary: 'A field is named by letters, digits and `_`, and does not begin with a digit.',
      bad: field('files-read', { kind: 'count' }),
      good: field('filesRead', { kind: 'count' }),
    },
    ({ name }) =>
      FIELD_NAME.test(name) ? undefined : `"${name}" is no name of a field: use letters, digits and _.`,
  ),
  {
    id: 'same-field-but-spelling',
    severity: 'warning',
    summary: 'Two fields of an event differ by more than case and punctuation.',
    bad: event('scan.finished', { fields: { fileCount: { kind: 'count' }, file_count: { kind: 'count' } } }),
    good: event('scan.finished', { fields: { fileCount: { kind: 'count' }, lineCount: { kind: 'count' } } }),
    check: ({ declared }) =>
      declared.flatMap(({ name, fields }) =>
        pairsOf(fields)
          .filter(([one, other]) => isSameButSpelling(one.name, other.name))
          .map(([one, other]) => ({
            event: name,
            field: other.name,
            message: `"${other.name}" differs from "${one.name}" only in how it is written.`,
          })),
      ),
  },
];

function complainOfPairs(
  names: readonly string[],
  isWrong: (one: string, other: string) => boolean,
): readonly Complaint[] {
  return pairsOf(names)
    .filter(([one, other]) => isWrong(one, other))
    .map(([one, other]) => ({ event: other, message: `"${other}" is hardly told from "${one}".` }));
}

function isSameButSpelling(one: string, other: string): boolean {
  return one !== other && squash(one) === squash(other);
}

function isAlike(one: string, other: string): boolean {
  if (stems(one) === stems(other) && splitWords(one).length > 1) return true;
  return Math.min(one.length, other.length) >= MIN_LENGTH_FOR_EDITS && isOneEditApart(one, other);
}
