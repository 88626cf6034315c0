import { describe, expect, test } from 'vitest';
import { asByHand } from '../../src/consent/by-hand.ts';
import { resolveConsent, type ConsentInputs, type RuleFile } from '../../src/consent/resolve.ts';
import { isUndecided } from '../../src/consent/undecided.ts';

const NOBODY: ConsentInputs = {
  env: {},
  policy: {
    tool: 'tally',
    variable: 'TALLY_TELEMETRY',
    aliases: [{ variable: 'OTHER' }],
    default: 'off',
    level: 'usage',
    ci: 'off',
    text: 2,
    mandatory: false,
  },
  managed: { kind: 'none' },
  stored: { kind: 'none' },
  project: { kind: 'none' },
  isCi: false,
};
const said = { at: 1, how: 'command', text: 1 } as const;
const file = (rule: object): RuleFile => ({ kind: 'rule', path: '/policy.json', ...rule });

type Row = {
  readonly what: string;
  readonly given: Partial<ConsentInputs>;
  readonly may: boolean;
  readonly undecided?: true;
};

const ROWS: readonly Row[] = [
  { what: 'nobody', given: {}, may: true, undecided: true },
  {
    what: 'a default of ask',
    given: { policy: { ...NOBODY.policy, default: 'ask' } },
    may: true,
    undecided: true,
  },
  { what: 'a default of on', given: { policy: { ...NOBODY.policy, default: 'on' } }, may: true },
  {
    what: 'a notice that was seen',
    given: { stored: { kind: 'noticed', ...said } },
    may: true,
    undecided: true,
  },
  { what: 'a choice', given: { stored: { kind: 'chosen', choice: 'off', ...said } }, may: true },
  { what: 'local', given: { stored: { kind: 'chosen', choice: 'local', ...said } }, may: true },
  { what: 'a choice that cannot be read', given: { stored: { kind: 'unreadable' } }, may: true },
  { what: 'a variable', given: { env: { TALLY_TELEMETRY: 'off' } }, may: true },
  { what: 'an alias', given: { env: { OTHER: '0' } }, may: true },
  { what: 'the configuration', given: { policy: { ...NOBODY.policy, configured: 'off' } }, may: true },
  { what: 'a project', given: { project: file({ level: 'off' }) }, may: true },
  { what: 'a project that would let it', given: { project: file({ atMost: 'full' }) }, may: true },
  { what: 'CI', given: { isCi: true }, may: true },
  { what: 'DO_NOT_TRACK', given: { env: { DO_NOT_TRACK: '1' } }, may: false },
  { what: 'a policy of off', given: { managed: file({ level: 'off' }) }, may: false },
  { what: 'a policy of off at most', given: { managed: file({ atMost: 'off' }) }, may: false },
  { what: 'a policy of local at most', given: { managed: file({ atMost: 'local' }) }, may: false },
  { what: 'a policy of errors at most', given: { managed: file({ atMost: 'errors' }) }, may: true },
  {
    what: 'a policy that cannot be read',
    given: { managed: { kind: 'unreadable', path: '/x' } },
    may: false,
  },
];

describe('where somebody has spoken', () => {
  test.each(ROWS)('$what', ({ given, may, undecided = false }) => {
    const inputs = { ...NOBODY, ...given };
    const { level, local } = resolveConsent(asByHand(inputs));
    expect(level !== 'off' && !local).toBe(may);
    expect(isUndecided(resolveConsent(inputs), inputs)).toBe(undecided);
  });
});
