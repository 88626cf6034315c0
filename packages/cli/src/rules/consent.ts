import { consentOf, levelOf, listAliases, variableOf } from '../docs/consent-facts.ts';
import { findPlace } from '../source/places.ts';
import type { Subject } from '../subject/subject.ts';
import type { Example } from './example.ts';
import type { Complaint, Rule } from './rule.ts';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

const consent = (options: Readonly<Record<string, unknown>>, documents?: string): Example => ({
  options: { consent: options },
  ...(documents === undefined ? {} : { documents }),
});
const alias = (variable: string, documents?: string): Example =>
  consent({ aliases: [{ variable }] }, documents);

/** Rules about how users are asked, and how they say no. */
export const CONSENT_RULES: readonly Rule[] = [
  {
    id: 'alias-name',
    severity: 'error',
    summary: 'An alias can be the name of a variable: letters, digits and `_`.',
    bad: alias('SCAN-TELEMETRY'),
    good: alias('SCAN_STATS'),
    check: (subject) =>
      complainOfAliases(subject, (variable) =>
        VARIABLE.test(variable) ? undefined : 'is no name that a variable can have in every shell.',
      ),
  },
  {
    id: 'useless-alias',
    severity: 'warning',
    summary: 'An alias is a variable that does not count by itself, and is named once.',
    bad: alias('DO_NOT_TRACK'),
    good: alias('SCAN_STATS'),
    check: (subject) => {
      const own = subject.tool === undefined ? '' : variableOf({ tool: subject.tool });
      const all = listAliases(subject).map(({ variable }) => variable);
      return complainOfAliases(subject, (variable, index) =>
        ['DO_NOT_TRACK', own].includes(variable) || all.indexOf(variable) < index
          ? 'counts already: leave it out.'
          : undefined,
      );
    },
  },
  {
    id: 'undocumented-alias',
    severity: 'warning',
    summary: 'Users can read of every alias, in the README or in the page that `overt docs` writes.',
    bad: alias('SCAN_STATS', '# Telemetry\n\nSet `DO_NOT_TRACK=1`.'),
    good: alias('SCAN_STATS', '# Telemetry\n\nSet `SCAN_STATS=0`.'),
    check: (subject) =>
      complainOfAliases(subject, (variable) =>
        subject.documents === undefined || subject.documents.includes(variable)
          ? undefined
          : 'is neither in the README nor in the page: run `overt docs`.',
      ),
  },
  {
    id: 'full-by-default',
    severity: 'error',
    summary: 'Where telemetry is on by default, it is not on at level `full`.',
    bad: consent({ default: 'on', level: 'full' }),
    good: consent({ default: 'on', level: 'usage' }),
    check: (subject) =>
      complainIf(subject, [
        consentOf(subject)['default'] === 'on' && levelOf(subject) === 'full',
        'Telemetry is on by default at level full: ask for that, or make it usage.',
      ]),
  },
  {
    id: 'on-in-ci',
    severity: 'warning',
    summary: 'In CI, where nobody is told, telemetry is off unless somebody says otherwise.',
    bad: consent({ ci: 'on' }),
    good: consent({ ci: 'off' }),
    check: (subject) =>
      complainIf(subject, [
        consentOf(subject)['ci'] === 'on',
        'Telemetry is on in CI, where nobody is there to be told or asked.',
      ]),
  },
  {
    id: 'mandatory-telemetry',
    severity: 'warning',
    summary: 'Users can use the tool without telemetry.',
    bad: consent({ mandatory: true }),
    good: consent({ mandatory: false }),
    check: (subject) =>
      complainIf(subject, [
        consentOf(subject)['mandatory'] === true,
        'Telemetry is mandatory: users can say no only by DO_NOT_TRACK.',
      ]),
  },
];

function complainOfAliases(
  subject: Subject,
  judge: (variable: string, index: number) => string | undefined,
): readonly Complaint[] {
  return listAliases(subject).flatMap(({ variable }, index) => {
    const message = judge(variable, index);
    const place = subject.places.texts.get(variable);
    return message === undefined ? [] : [{ message: `The alias "${variable}" ${message}`, place }];
  });
}

function complainIf(
  { places }: Subject,
  [isWrong, message]: readonly [boolean, string],
): readonly Complaint[] {
  return isWrong ? [{ message, place: findPlace(places, undefined) }] : [];
}
