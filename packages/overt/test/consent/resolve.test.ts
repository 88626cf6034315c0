import { describe, expect, it } from 'vitest';
import type { StoredChoice } from '../../src/consent/choice.ts';
import type { Decision } from '../../src/consent/decision.ts';
import { explainConsent, listOpinions } from '../../src/consent/explain.ts';
import type { ConsentAlias, ConsentPolicy } from '../../src/consent/policy.ts';
import { resolveConsent, type ConsentInputs, type RuleFile } from '../../src/consent/resolve.ts';
import {
  limitOf,
  namedChoice,
  ORDER,
  PLAIN,
  PROJECT_FILES,
  ROWS,
  toRuleFile,
  toStored,
  VALUES,
  type Case,
  type FileCase,
  type Outcome,
  type Row,
} from './truth-table.ts';

const NEWEST_TEXT = 2;

const POLICY: ConsentPolicy = {
  tool: 'tally',
  variable: 'TALLY_TELEMETRY',
  aliases: [],
  default: 'ask',
  level: PLAIN,
  ci: 'off',
  text: NEWEST_TEXT,
  mandatory: false,
};

function toInputs(given: Partial<Case>, project: FileCase = 'none'): ConsentInputs {
  const { doNotTrack, variable, mandatory = false, ciDefault = 'off', ci = false } = given;
  return {
    env: { DO_NOT_TRACK: doNotTrack, TALLY_TELEMETRY: variable },
    policy: { ...POLICY, mandatory, ci: ciDefault, default: given.default ?? 'ask' },
    managed: MANAGED.get(given.managed ?? 'none') as RuleFile,
    stored: STORED.get(given.stored ?? 'nothing') as StoredChoice,
    project: PROJECT.get(project) as RuleFile,
    isCi: ci,
  };
}

/** There are millions of cases: what they share is made once. */
const MANAGED = new Map(VALUES.managed.map((file) => [file, toRuleFile(file, '/etc/overt/policy.json')]));
const PROJECT = new Map(PROJECT_FILES.map((file) => [file, toRuleFile(file, '/project/.overt.json')]));
const STORED = new Map(VALUES.stored.map((stored) => [stored, toStored(stored, NEWEST_TEXT)]));
const LIMITS = new Map(
  PROJECT_FILES.map((file) => [file, { managed: limitOf(file, false), project: limitOf(file, true) }]),
);

describe('every combination comes to what the table says', () => {
  it.each(VALUES.doNotTrack)('with DO_NOT_TRACK=%j', (doNotTrack) => {
    let count = 0;
    const wrong: unknown[] = [];
    for (const given of listCases(doNotTrack)) {
      const inputs = toInputs(given);
      const outcome = lookUp(given);
      for (const [project, file] of PROJECT) {
        count += 1;
        const expected = lower(outcome, [given.managed, project]);
        const decision = resolveConsent({ ...inputs, project: file });
        if (!isEqual(decision, expected)) wrong.push({ given, project, expected, decision });
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(count).toBe(countCases() * PROJECT_FILES.length);
  });

  it('and each row of the table is the first to hold somewhere', () => {
    const used = new Set<Row>();
    for (const doNotTrack of VALUES.doNotTrack)
      for (const given of listCases(doNotTrack)) used.add(findRow(given));
    expect(ROWS.filter((row) => !used.has(row))).toEqual([]);
  });
});

function* listCases(doNotTrack: string | undefined): Generator<Case> {
  for (const managed of VALUES.managed)
    for (const mandatory of VALUES.mandatory)
      for (const variable of VALUES.variable)
        for (const stored of VALUES.stored)
          for (const ci of VALUES.ci)
            for (const ciDefault of VALUES.ciDefault)
              for (const fallback of VALUES.default)
                yield { doNotTrack, managed, mandatory, variable, stored, ci, ciDefault, default: fallback };
}

function countCases(): number {
  const { doNotTrack: _each, ...others } = VALUES;
  return Object.values(others).reduce((product, values) => product * values.length, 1);
}

function findRow(given: Case): Row {
  for (const row of ROWS) if (holds(row, given)) return row;
  throw new Error(`no row for ${JSON.stringify(given)}`);
}

function holds({ when }: Row, given: Case): boolean {
  for (const part in when) {
    const values: readonly unknown[] | undefined = when[part as keyof Case];
    if (values?.includes(given[part as keyof Case]) === false) return false;
  }
  return true;
}

function lookUp(given: Case): Outcome {
  const { when, is } = findRow(given);
  if (is.choice !== 'the same') return { ...is, choice: is.choice };
  const [part] = Object.keys(when) as [keyof Case];
  return { ...is, choice: namedChoice(String(given[part])) };
}

/** What may only lower: the machine's policy, then the project's file. Nothing lowers what somebody has locked. */
function lower(outcome: Outcome, [managed, project]: [FileCase, FileCase]): Outcome {
  let lowered = outcome;
  for (const [source, limit] of [
    ['policy', LIMITS.get(managed)?.managed],
    ['project', LIMITS.get(project)?.project],
  ] as const) {
    if (limit === undefined || outcome.locked === true) continue;
    const isLower = ORDER.indexOf(limit) < ORDER.indexOf(lowered.choice);
    // Nobody is asked where off is all that may hold.
    const isVain = limit === 'off' && lowered.noticePending === true;
    if (!isLower && !isVain) continue;
    const noticePending = limit !== 'off' && lowered.noticePending === true;
    lowered = {
      choice: limit,
      source,
      ...(source === 'policy' ? { locked: true } : {}),
      ...(noticePending ? { noticePending } : {}),
    };
  }
  return lowered;
}

function isEqual(decision: Decision, { choice, source, locked, noticePending }: Outcome): boolean {
  const level = choice === 'local' ? PLAIN : choice;
  return (
    decision.level === level &&
    decision.local === (choice === 'local') &&
    decision.source === source &&
    decision.locked === (locked === true) &&
    decision.noticePending === (noticePending === true)
  );
}

describe('aliases', () => {
  const optIn: ConsentAlias = { variable: 'TELEMETRY_ENABLED' };
  const onlyOff: ConsentAlias = { variable: 'AGORA_SENTRY_ENABLED', yes: 'ignore' };
  const optOut: ConsentAlias = { variable: 'TALLY_NO_TELEMETRY', yes: 'off', no: 'ignore' };
  const keepLocal: ConsentAlias = { variable: 'TELEMETRY_LOCAL', yes: 'local', no: 'ignore' };
  it.each([
    [[optIn], { TELEMETRY_ENABLED: '1' }, 'usage', 'variable'],
    [[optIn], { TELEMETRY_ENABLED: 'full' }, 'full', 'variable'],
    [[optIn], { TELEMETRY_ENABLED: '0' }, 'off', 'variable'],
    [[optIn], { TELEMETRY_ENABLED: '' }, 'off', 'variable'],
    [[optIn], { TELEMETRY_ENABLED: 'ja' }, 'off', 'variable'],
    [[optIn], { TELEMETRY_ENABLED: 'ignore' }, 'off', 'variable'],
    [[optIn], { TELEMETRY_ENABLED: '1', TALLY_TELEMETRY: '0' }, 'off', 'variable'],
    [[optIn], { TELEMETRY_ENABLED: '0', TALLY_TELEMETRY: '1' }, 'off', 'variable'],
    [[optIn], { TELEMETRY_ENABLED: 'errors', TALLY_TELEMETRY: 'full' }, 'errors', 'variable'],
    [[optIn], { TELEMETRY_ENABLED: '1', DO_NOT_TRACK: '1' }, 'off', 'do-not-track'],
    [[onlyOff], { AGORA_SENTRY_ENABLED: '1' }, 'off', 'default'],
    [[onlyOff], { AGORA_SENTRY_ENABLED: '0' }, 'off', 'variable'],
    [[optOut], { TALLY_NO_TELEMETRY: '1', TALLY_TELEMETRY: '1' }, 'off', 'variable'],
    [[optOut], { TALLY_NO_TELEMETRY: '0', TALLY_TELEMETRY: '1' }, 'usage', 'variable'],
    [[optOut], { TALLY_NO_TELEMETRY: 'please' }, 'off', 'variable'],
    [[keepLocal], { TELEMETRY_LOCAL: '1', TALLY_TELEMETRY: 'full' }, 'local', 'variable'],
    [[keepLocal, optIn], { TELEMETRY_LOCAL: '1', TELEMETRY_ENABLED: '0' }, 'off', 'variable'],
    [[keepLocal], { TELEMETRY_LOCAL: '0' }, 'off', 'default'],
  ] as const)('%j with %j: %s, by %s', (aliases, env, ...[choice, source]) => {
    const decision = resolveConsent({ ...toInputs({}), policy: { ...POLICY, aliases }, env });
    expect({ choice: decision.local ? 'local' : decision.level, source: decision.source }).toEqual({
      choice,
      source,
    });
  });
});

describe("the tool's configuration counts like a choice; of two, the lower holds", () => {
  it.each([
    [undefined, 'nothing', 'off', 'default'],
    ['usage', 'nothing', 'usage', 'choice'],
    ['off', 'nothing', 'off', 'choice'],
    ['off', 'chose full', 'off', 'choice'],
    ['usage', 'chose off', 'off', 'choice'],
    ['full', 'chose errors', 'errors', 'choice'],
    ['local', 'chose usage', 'local', 'choice'],
    ['usage', 'unreadable', 'off', 'choice'],
  ] as const)('%s and %s: %s, by %s', (configured, stored, ...[choice, source]) => {
    const decision = resolveConsent({ ...toInputs({ stored }), policy: { ...POLICY, configured } });
    expect({ choice: decision.local ? 'local' : decision.level, source: decision.source }).toEqual({
      choice,
      source,
    });
  });
});

describe('the reason', () => {
  it.each([
    [{ doNotTrack: 'yes' }, 'DO_NOT_TRACK is set to "yes".'],
    [
      { managed: 'unreadable' },
      "/etc/overt/policy.json, this machine's policy, cannot be read or trusted, so it counts as off.",
    ],
    [{ managed: 'level errors' }, '/etc/overt/policy.json, this machine\'s policy, says "errors".'],
    [
      { managed: 'at most errors', variable: 'full' },
      '/etc/overt/policy.json, this machine\'s policy, allows "errors" at most.',
    ],
    [{ mandatory: true }, 'tally works with telemetry only. DO_NOT_TRACK=1 switches it off all the same.'],
    [{ variable: 'ful' }, 'TALLY_TELEMETRY is set to "ful", which is no level, so it counts as off.'],
    [{ variable: 'full' }, 'TALLY_TELEMETRY is set to "full".'],
    [{ stored: 'chose usage' }, 'You chose "usage".'],
    [{ stored: 'chose usage, old text' }, 'You chose "usage". The text about it has changed since.'],
    [{ stored: 'chose off, old text' }, 'You chose "off".'],
    [{ stored: 'unreadable' }, 'The stored choice cannot be read or trusted, so it counts as off.'],
    [{ ci: true }, 'This is CI, where it is off unless somebody says otherwise.'],
    [{ default: 'ask' }, 'You have not been asked yet.'],
    [{ default: 'on' }, 'You have not been told about it yet.'],
    [{ default: 'on', stored: 'notice seen' }, 'It is on unless you switch it off.'],
    [
      { default: 'on', stored: 'old notice seen' },
      'It is on unless you switch it off. The text about it has changed.',
    ],
    [{ default: 'off' }, 'It is off unless you switch it on.'],
  ] as const)('of %j is: %s', (given, reason) => {
    expect(explainConsent(toInputs(given)).reason).toBe(reason);
  });

  it('names the project where that lowered it', () => {
    expect(explainConsent(toInputs({ stored: 'chose full' }, 'at most errors'))).toMatchObject({
      level: 'errors',
      source: 'project',
      reason: '/project/.overt.json, this project\'s file, allows "errors" at most.',
    });
  });
});

it('all who would have had a say are listed in the order in which they count', () => {
  const inputs = toInputs({
    doNotTrack: '1',
    variable: 'full',
    stored: 'chose errors',
    ci: true,
    default: 'on',
  });
  expect(listOpinions(inputs).map(({ source, choice }) => `${source} ${choice}`)).toEqual([
    'do-not-track off',
    'variable full',
    'choice errors',
    'ci off',
    'default off',
  ]);
});
