/**
 * What consent must come to, written down once: docs/consent.md is made from these rows, and the test holds the resolver
 * against them in every combination. Nothing here knows how the resolver works.
 */
import type { StoredChoice } from '../../src/consent/choice.ts';
import type { Decision } from '../../src/consent/decision.ts';
import type { Choice } from '../../src/consent/level.ts';
import type { ConsentPolicy } from '../../src/consent/policy.ts';
import type { RuleFile } from '../../src/consent/resolve.ts';

/** The values that a variable may have: not set, as many tools spell yes and no, a level, and anything else. */
const UNSET = undefined;
const CHOICES = ['off', 'local', 'errors', 'usage', 'full'] as const satisfies readonly Choice[];
const NO_WORDS = ['0', 'false', 'FALSE', 'off', 'no'];
const YES_WORDS = ['1', 'true', 'TRUE', 'on', 'yes'];
const LEVEL_WORDS = ['local', 'errors', 'full', 'FULL', ' usage '];
const OTHER_WORDS = ['', ' ', 'garbage'];
const WORDS: readonly (string | undefined)[] = [
  UNSET,
  ...NO_WORDS,
  ...YES_WORDS,
  ...LEVEL_WORDS,
  ...OTHER_WORDS,
];
/** DO_NOT_TRACK with one of these is as good as not set. */
const TRACKING_WORDS: readonly (string | undefined)[] = [UNSET, '', '0', 'false', 'FALSE'];

/** The level of a plain yes in all rows. */
export const PLAIN = 'usage';

/** Everything that a decision depends on, by the words of the documentation. */
export type Case = {
  readonly doNotTrack: string | undefined;
  readonly managed: FileCase;
  readonly mandatory: boolean;
  readonly variable: string | undefined;
  readonly stored: StoredCase;
  readonly ci: boolean;
  readonly ciDefault: ConsentPolicy['ci'];
  readonly default: ConsentPolicy['default'];
};

/** What a file of rules says. */
export type FileCase = 'none' | 'unreadable' | `level ${Choice}` | `at most ${Choice}`;
/** What is stored: `old` where the text that the user saw is not the newest. */
export type StoredCase =
  | 'nothing'
  | 'unreadable'
  | 'notice seen'
  | 'old notice seen'
  | `chose ${Choice}`
  | `chose ${Choice}, old text`;

const LEVEL_FILES = CHOICES.map((choice) => `level ${choice}` as const);
const LIMIT_FILES = CHOICES.map((choice) => `at most ${choice}` as const);

/** All values of each part of a case. */
export const VALUES = {
  doNotTrack: WORDS,
  managed: ['none', 'unreadable', ...LEVEL_FILES, ...LIMIT_FILES],
  mandatory: [false, true],
  variable: WORDS,
  stored: [
    'nothing',
    'unreadable',
    'notice seen',
    'old notice seen',
    ...CHOICES.map((choice) => `chose ${choice}` as const),
    ...CHOICES.map((choice) => `chose ${choice}, old text` as const),
  ],
  ci: [false, true],
  ciDefault: ['off', 'on'],
  default: ['ask', 'on', 'off'],
} as const satisfies { readonly [Part in keyof Case]: readonly Case[Part][] };

export const PROJECT_FILES: readonly FileCase[] = ['none', 'unreadable', ...LEVEL_FILES, ...LIMIT_FILES];

/** A row: where all of `when` holds, `is` is the answer, unless an earlier row has given one. */
export type Row = {
  /** In the words of the documentation. */
  readonly says: string;
  readonly when: { readonly [Part in keyof Case]?: readonly Case[Part][] };
  readonly is: Omit<Outcome, 'choice'> & { readonly choice: Choice | 'the same' };
};

/** What a row comes to, before anything lowers it. */
export type Outcome = {
  readonly choice: Choice;
  readonly source: Decision['source'];
  readonly locked?: true;
  readonly noticePending?: true;
};

/** In the order in which they count. */
export const ROWS: readonly Row[] = [
  {
    says: '`DO_NOT_TRACK` is set to anything but nothing, `0` or `false`',
    when: { doNotTrack: WORDS.filter((word) => !TRACKING_WORDS.includes(word)) },
    is: { choice: 'off', source: 'do-not-track' },
  },
  {
    says: "the machine's policy cannot be read or trusted",
    when: { managed: ['unreadable'] },
    is: { choice: 'off', source: 'policy', locked: true },
  },
  {
    says: "the machine's policy sets a `level`",
    when: { managed: LEVEL_FILES },
    is: { choice: 'the same', source: 'policy', locked: true },
  },
  {
    says: 'the tool is `mandatory`',
    when: { mandatory: [true] },
    is: { choice: PLAIN, source: 'mandatory', locked: true },
  },
  {
    says: '`<TOOL>_TELEMETRY` is `0`, `false`, `off` or `no`',
    when: { variable: NO_WORDS },
    is: { choice: 'off', source: 'variable' },
  },
  {
    says: '`<TOOL>_TELEMETRY` is `1`, `true`, `on` or `yes`',
    when: { variable: YES_WORDS },
    is: { choice: PLAIN, source: 'variable' },
  },
  {
    says: '`<TOOL>_TELEMETRY` is a level or `local`',
    when: { variable: LEVEL_WORDS },
    is: { choice: 'the same', source: 'variable' },
  },
  {
    says: '`<TOOL>_TELEMETRY` is anything else, or empty',
    when: { variable: OTHER_WORDS },
    is: { choice: 'off', source: 'variable' },
  },
  {
    says: 'the stored choice cannot be read or trusted',
    when: { stored: ['unreadable'] },
    is: { choice: 'off', source: 'choice' },
  },
  {
    says: 'the user chose off',
    when: { stored: ['chose off', 'chose off, old text'] },
    is: { choice: 'off', source: 'choice' },
  },
  {
    says: 'the user chose something else',
    when: { stored: ['chose local', 'chose errors', 'chose usage', 'chose full'] },
    is: { choice: 'the same', source: 'choice' },
  },
  {
    says: 'the user chose something else, and the text has changed since',
    when: {
      stored: [
        'chose local, old text',
        'chose errors, old text',
        'chose usage, old text',
        'chose full, old text',
      ],
    },
    is: { choice: 'the same', source: 'choice', noticePending: true },
  },
  {
    says: 'it runs in CI',
    when: { ci: [true], ciDefault: ['off'] },
    is: { choice: 'off', source: 'ci' },
  },
  {
    says: 'it runs in CI, where the author lets it be on',
    when: { ci: [true], ciDefault: ['on'] },
    is: { choice: PLAIN, source: 'ci' },
  },
  {
    says: "the author's default is `off`",
    when: { default: ['off'] },
    is: { choice: 'off', source: 'default' },
  },
  {
    says: "the author's default is `ask`",
    when: { default: ['ask'] },
    is: { choice: 'off', source: 'default', noticePending: true },
  },
  {
    says: "the author's default is `on`, and the user has seen the notice",
    when: { default: ['on'], stored: ['notice seen'] },
    is: { choice: PLAIN, source: 'default' },
  },
  {
    says: "the author's default is `on`, and the user has seen an earlier notice",
    when: { default: ['on'], stored: ['old notice seen'] },
    is: { choice: PLAIN, source: 'default', noticePending: true },
  },
  {
    says: "the author's default is `on`, and the user has not seen the notice",
    when: { default: ['on'] },
    is: { choice: 'off', source: 'default', noticePending: true },
  },
];

/** The choice that the value of the part that spoke names. */
export function namedChoice(text: string): Choice {
  const word = text
    .replace(/, old text$/, '')
    .trim()
    .split(' ')
    .at(-1)
    ?.toLowerCase();
  const choice = CHOICES.find((candidate) => candidate === word);
  if (choice === undefined) throw new Error(`${text} names no choice`);
  return choice;
}

/** What a file of rules allows at most, by its case: of a project's file, a level is a limit too. */
export function limitOf(file: FileCase, isProject: boolean): Choice | undefined {
  if (file === 'none') return undefined;
  if (file === 'unreadable') return 'off';
  return isProject || file.startsWith('at most') ? namedChoice(file) : undefined;
}

/** From what protects most. */
export const ORDER: readonly Choice[] = CHOICES;

/** The files and the stored choices that the cases stand for. */
export function toRuleFile(file: FileCase, path: string): RuleFile {
  if (file === 'none') return { kind: 'none' };
  if (file === 'unreadable') return { kind: 'unreadable', path };
  const choice = namedChoice(file);
  return file.startsWith('at most')
    ? { kind: 'rule', path, atMost: choice }
    : { kind: 'rule', path, level: choice };
}

export function toStored(stored: StoredCase, newest: number): StoredChoice {
  if (stored === 'nothing') return { kind: 'none' };
  if (stored === 'unreadable') return { kind: 'unreadable' };
  const text = stored.includes('old') ? newest - 1 : newest;
  if (stored.endsWith('notice seen')) return { kind: 'noticed', at: 1, how: 'notice', text };
  return { kind: 'chosen', choice: namedChoice(stored), at: 1, how: 'command', text };
}

/** Whether the user is told or asked now. The first row whose conditions all hold counts. */
export type NoticeRule = {
  readonly says: string;
  readonly when: Readonly<Record<string, boolean | string>>;
  readonly is: 'nothing' | 'deferred' | 'prompt' | 'notice';
};

export const NOTICE_RULES: readonly NoticeRule[] = [
  { says: 'no question or notice is pending', when: { noticePending: false }, is: 'nothing' },
  { says: 'it runs in CI', when: { isCi: true }, is: 'deferred' },
  { says: 'an AI agent runs it', when: { hasAgent: true }, is: 'deferred' },
  {
    says: 'another tool with Overt, or a script of a package manager, started it',
    when: { isNested: true },
    is: 'deferred',
  },
  {
    says: 'the output is for a program (`--json`, `--format=…`, `--porcelain`, `--quiet`, or the tool says so)',
    when: { isMachineReadable: true },
    is: 'deferred',
  },
  {
    says: 'help, the version, completions or `telemetry` were asked for',
    when: { isAside: true },
    is: 'deferred',
  },
  { says: 'standard error is no terminal', when: { errorsAreTerminal: false }, is: 'deferred' },
  { says: "the author's default is `on`", when: { default: 'on' }, is: 'notice' },
  { says: 'standard input is no terminal', when: { inputIsTerminal: false }, is: 'deferred' },
  { says: 'otherwise', when: {}, is: 'prompt' },
];
