import type { ReleasedEvent, ReleasedField } from '../docs/released.ts';
import { textVersionOf } from '../docs/consent-facts.ts';
import type { DeclaredEvent, DeclaredField } from '../subject/declared.ts';
import type { Subject } from '../subject/subject.ts';
import { event, events, field } from './example.ts';
import type { Complaint, Rule, RuleText } from './rule.ts';

const LEVELS = ['errors', 'usage', 'full'];
const MODES = { kind: 'oneOf', values: ['fast', 'full'] };

/** Rules about changes since the last release: who stores or reads events relies on what they were. */
export const BREAKING_RULES: readonly Rule[] = [
  {
    id: 'removed-event',
    severity: 'error',
    summary: 'A released event is not removed before it has expired.',
    bad: { ...events('scan.finished'), released: events('scan.finished', 'cache.cleared').events ?? {} },
    good: { ...events('scan.finished'), released: events('scan.finished').events ?? {} },
    check: ({ released, declared, today }) =>
      [...(released?.events ?? [])]
        .filter(
          ([name, { expires }]) => !declared.some((own) => own.name === name) && !isPast(expires, today),
        )
        .map(([name]) => ({ event: name, message: `"${name}" was released and is gone.` })),
  },
  perEvent(
    {
      id: 'lowered-level',
      severity: 'error',
      summary:
        'A released event does not move to a lower level: users who chose that one did not agree to it.',
      bad: { ...event('scan.failed', { level: 'errors' }), released: event('scan.failed').events ?? {} },
      good: { ...event('scan.failed'), released: event('scan.failed', { level: 'errors' }).events ?? {} },
    },
    (own, before) =>
      LEVELS.indexOf(own.level) < LEVELS.indexOf(before.level)
        ? [{ message: `It was of level ${before.level} and is now sent at ${own.level} too.` }]
        : [],
  ),
  {
    id: 'unraised-text-version',
    severity: 'warning',
    summary:
      'Where an event is new since the last release, `consent.text.version` is raised: users said yes to less.',
    bad: { ...events('scan.finished', 'cache.cleared'), released: events('scan.finished').events ?? {} },
    good: {
      ...events('scan.finished', 'cache.cleared'),
      released: events('scan.finished').events ?? {},
      options: { consent: { text: { version: 2 } } },
    },
    check: ({ released, declared, options }) =>
      released?.textVersion === undefined || textVersionOf({ options }) > released.textVersion
        ? []
        : declared
            .filter(({ name }) => !released.events.has(name))
            .map(({ name }) => ({
              event: name,
              message: `"${name}" is new, and users are not asked again: raise \`consent.text.version\`.`,
            })),
  },
  perEvent(
    {
      id: 'removed-field',
      severity: 'error',
      summary: 'A released field stays.',
      bad: { ...event('scan.finished'), released: field('files', { kind: 'count' }).events ?? {} },
      good: { ...field('files', { kind: 'count' }), released: event('scan.finished').events ?? {} },
    },
    (own, before) =>
      [...before.fields.keys()]
        .filter((name) => !own.fields.some((one) => one.name === name))
        .map((name) => ({ message: `Its field "${name}" was released and is gone.`, field: name })),
  ),
  perEvent(
    {
      id: 'new-required-field',
      severity: 'error',
      summary: 'A field that is added to a released event is optional: events of older versions have none.',
      bad: { ...field('files', { kind: 'count' }), released: event('scan.finished').events ?? {} },
      good: {
        ...field('files', { kind: 'count', optional: true }),
        released: event('scan.finished').events ?? {},
      },
    },
    (own, before) =>
      own.fields
        .filter(({ name, isOptional }) => !isOptional && before.fields.get(name)?.isRequired !== true)
        .map(({ name }) => ({
          field: name,
          message: before.fields.has(name)
            ? `"${name}" was optional and is now required.`
            : `"${name}" is new and required: make it optional.`,
        })),
  ),
  perField(
    {
      id: 'changed-kind',
      severity: 'error',
      summary: 'A released field keeps its kind.',
      bad: { ...field('size', { kind: 'bytes' }), released: field('size', { kind: 'slug' }).events ?? {} },
      good: { ...field('size', { kind: 'bytes' }), released: field('size', { kind: 'bytes' }).events ?? {} },
    },
    (own, before) =>
      own.kind === before.kind
        ? undefined
        : `"${own.name}" was of kind ${before.kind} and is now ${own.kind}.`,
  ),
  perField(
    {
      id: 'narrowed-field',
      severity: 'error',
      summary: 'A released field can hold what it could hold.',
      bad: {
        ...field('mode', { kind: 'oneOf', values: ['fast', 'slow'] }),
        released: field('mode', MODES).events ?? {},
      },
      good: {
        ...field('mode', { kind: 'oneOf', values: ['fast', 'full', 'slow'] }),
        released: field('mode', MODES).events ?? {},
      },
    },
    (own, before) => {
      if (own.kind !== before.kind) return undefined;
      const lost = before.values.filter((value) => !own.values.includes(value));
      if (lost.length > 0)
        return `"${own.name}" can no longer be ${lost.map((value) => `"${value}"`).join(', ')}.`;
      return own.most < before.most ? `"${own.name}" holds less than it did.` : undefined;
    },
  ),
];

function perEvent(
  text: RuleText,
  compare: (own: DeclaredEvent, before: ReleasedEvent) => readonly Complaint[],
): Rule {
  const check = ({ released, declared }: Subject): readonly Complaint[] =>
    declared.flatMap((own) => {
      const before = released?.events.get(own.name);
      return before === undefined ? [] : compare(own, before).map((said) => ({ ...said, event: own.name }));
    });
  return { ...text, check };
}

function perField(
  text: RuleText,
  compare: (own: DeclaredField, before: ReleasedField) => string | undefined,
): Rule {
  return perEvent(text, ({ fields }, { fields: released }) =>
    fields.flatMap((own) => {
      const before = released.get(own.name);
      const message = before === undefined ? undefined : compare(own, before);
      return message === undefined ? [] : [{ message, field: own.name }];
    }),
  );
}

function isPast(expires: string, today: string): boolean {
  return expires !== 'never' && expires < today;
}
