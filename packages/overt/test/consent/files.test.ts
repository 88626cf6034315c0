import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readRuleFile } from '../../src/consent/rule-file.ts';
import { testPlatform } from '../../src/testing/test-platform.ts';
import { testTelemetry } from 'overt/testing';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const YES = JSON.stringify({ format: 1, level: 'usage', at: 1, how: 'command', text: 1 });

type Spoiled = {
  readonly file: string;
  readonly make: (path: string) => void;
  /** Why it cannot be tried here. */
  readonly skip?: string | false;
};

const write = (text: string, mode = 0o600): Spoiled['make'] => {
  return (path) => {
    writeFileSync(path, text);
    chmodSync(path, mode);
  };
};

const FOREIGN: Spoiled = {
  file: 'of another user',
  make: (path) => {
    write(YES)(path);
    chownSync(path, NOBODY, NOBODY);
  },
  skip: !isRoot && 'only root can give files away',
};

const CONSENT_FILES: readonly Spoiled[] = [
  { file: 'empty', make: write('') },
  { file: 'cut in the middle', make: write(YES.slice(0, 30)) },
  { file: 'that is no JSON', make: write('yes please') },
  { file: 'that is a list', make: write('[]') },
  { file: 'that is null', make: write('null') },
  { file: 'of a later format', make: write(YES.replace('"format":1', '"format":2')) },
  { file: 'without a format', make: write('{"level":"usage","at":1,"how":"command","text":1}') },
  { file: 'of no known level', make: write(YES.replace('usage', 'everything')) },
  { file: 'of no known origin', make: write(YES.replace('command', 'magic')) },
  { file: 'without a level', make: write(YES.replace('"level":"usage",', '')) },
  { file: 'without a text version', make: write(YES.replace(',"text":1', '')) },
  { file: 'with a text version that is none', make: write(YES.replace('"text":1', '"text":"new"')) },
  { file: 'without a time', make: write(YES.replace('"at":1,', '')) },
  { file: 'that others may write', make: write(YES, 0o666) },
  { file: 'that the group may write', make: write(YES, 0o620) },
  { file: 'that is a folder', make: (path) => mkdirSync(path) },
  { file: 'that is a link to a good one', make: linkTo(YES) },
  { file: 'that is a link to nothing', make: (path) => symlinkSync('/nowhere/at/all', path) },
  { file: 'that is a pipe', make: (path) => void execFileSync('mkfifo', [path]) },
  FOREIGN,
];

function linkTo(text: string): Spoiled['make'] {
  return (path) => {
    writeFileSync(`${path}.real`, text, { mode: 0o600 });
    symlinkSync(`${path}.real`, path);
  };
}

describe('a consent file', () => {
  it('that is as it should be counts', () => {
    expect(decideWith(write(YES))).toMatchObject({ level: 'usage', source: 'choice' });
  });

  it.for(CONSENT_FILES)('$file counts as off', ({ make, skip: reason }, { skip }) => {
    if (typeof reason === 'string') skip(reason);
    expect(decideWith(make)).toMatchObject({ level: 'off', source: 'choice', noticePending: false });
  });

  it.for(CONSENT_FILES)('$file is replaced by what the user chooses next', ({ make, ...row }, { skip }) => {
    if (typeof row.skip === 'string') skip(row.skip);
    const home = makeHome();
    make(join(makeState(home), 'consent.json'));
    const { telemetry } = testTelemetry({ home, consent: { default: 'on' } });
    expect(telemetry.choose('errors')).toBe(true);
    expect(telemetry.consent()).toMatchObject({ level: 'errors', source: 'choice' });
  });
});

describe('of two places in which a choice may be stored', () => {
  const choice = (level: string, at: number): string => JSON.stringify({ ...JSON.parse(YES), level, at });
  it.each([
    { what: 'the later one counts', first: choice('usage', 1), second: choice('off', 2), level: 'off' },
    {
      what: 'the later one counts, whichever',
      first: choice('full', 2),
      second: choice('off', 1),
      level: 'full',
    },
    { what: 'one that cannot be read is a no', first: choice('full', 2), second: 'garbage', level: 'off' },
    { what: 'one alone counts', first: undefined, second: choice('errors', 1), level: 'errors' },
  ])('$what', ({ first, second, level }) => {
    const home = makeHome();
    if (first !== undefined) write(first)(join(makeState(home), 'consent.json'));
    const last = join(home, 'tmp', `overt-${process.getuid?.() ?? 'user'}`, 'test-tool', 'telemetry');
    mkdirSync(last, { recursive: true, mode: 0o700 });
    write(second)(join(last, 'consent.json'));
    expect(testTelemetry({ home, consent: { default: 'on' } }).telemetry.consent().level).toBe(level);
  });
});

const RULE = '{"format":1,"tools":{"*":{"atMost":"errors"},"scan":{"level":"usage"}}}';

const RULE_FILES: readonly (Spoiled & { readonly kinds: readonly ('managed' | 'project')[] })[] = [
  { file: 'empty', make: write(''), kinds: ['managed', 'project'] },
  { file: 'cut in the middle', make: write(RULE.slice(0, 30)), kinds: ['managed', 'project'] },
  { file: 'of a later format', make: write(RULE.replace('1', '2')), kinds: ['managed', 'project'] },
  { file: 'without tools', make: write('{"format":1}'), kinds: ['managed', 'project'] },
  {
    file: 'with a rule that is a word',
    make: write(RULE.replace('{"level":"usage"}', '"off"')),
    kinds: ['managed', 'project'],
  },
  {
    file: 'with an unknown level',
    make: write(RULE.replace('usage', 'some')),
    kinds: ['managed', 'project'],
  },
  {
    file: 'with an unknown key',
    make: write(RULE.replace('"level"', '"levle"')),
    kinds: ['managed', 'project'],
  },
  { file: 'that is a folder', make: (path) => mkdirSync(path), kinds: ['managed', 'project'] },
  {
    file: 'that is a link to nothing',
    make: (path) => symlinkSync('/nowhere/at/all', path),
    kinds: ['managed', 'project'],
  },
  {
    file: 'that is a pipe',
    make: (path) => void execFileSync('mkfifo', [path]),
    kinds: ['managed', 'project'],
  },
  { file: 'too large to be one', make: write(RULE + ' '.repeat(70_000)), kinds: ['managed', 'project'] },
  { file: 'that others may write', make: write(RULE, 0o646), kinds: ['managed'] },
  { ...FOREIGN, make: (path) => (write(RULE)(path), chownSync(path, NOBODY, NOBODY)), kinds: ['managed'] },
  {
    file: 'that nobody may read',
    make: write(RULE, 0),
    kinds: ['managed', 'project'],
    skip: isRoot && 'root may read all',
  },
];

describe('a file of rules', () => {
  const cases = RULE_FILES.flatMap((row) => row.kinds.map((kind) => ({ ...row, kind })));
  it.for(cases)('$file counts as off: $kind', ({ make, kind, skip: reason }, { skip }) => {
    if (typeof reason === 'string') skip(reason);
    const path = join(makeHome(), 'rules.json');
    make(path);
    expect(readRules(path, 'scan', kind)).toEqual({ kind: 'unreadable', path });
  });

  it.each([
    [RULE, 'scan', { level: 'usage' }],
    [RULE, 'other', { atMost: 'errors' }],
    ['{"format":1,"tools":{"scan":{}}}', 'scan', {}],
    [
      '{"format":1,"tools":{"scan":{"level":"local","atMost":"full"}}}',
      'scan',
      { level: 'local', atMost: 'full' },
    ],
  ])('%s says of %s %j', (text, tool, said) => {
    const path = join(makeHome(), 'rules.json');
    write(text)(path);
    expect(readRules(path, tool, 'managed')).toMatchObject({ kind: 'rule', path, ...said });
  });

  it.each([
    ['that is not there', () => undefined],
    ['that says nothing of the tool', write('{"format":1,"tools":{"other":{"level":"off"}}}')],
  ] as const)('%s says nothing', (_, make) => {
    const path = join(makeHome(), 'rules.json');
    make(path);
    expect(readRules(path, 'scan', 'managed')).toEqual({ kind: 'none' });
  });

  it('of a project may be written by the group, since it can only lower', () => {
    const path = join(makeHome(), 'rules.json');
    write(RULE, 0o664)(path);
    expect(readRules(path, 'scan', 'project')).toMatchObject({ kind: 'rule', level: 'usage' });
  });
});

function readRules(path: string, tool: string, kind: 'managed' | 'project'): unknown {
  return readRuleFile(testPlatform({ home: '/nowhere' }), path, [tool, kind]);
}

function decideWith(make: Spoiled['make']): unknown {
  const home = makeHome();
  make(join(makeState(home), 'consent.json'));
  return testTelemetry({ home, consent: { default: 'on' } }).telemetry.consent();
}

function makeState(home: string): string {
  const folder = join(home, '.local/state/test-tool/telemetry');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'overt-consent-'));
  mkdirSync(join(home, 'tmp'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  return home;
}
