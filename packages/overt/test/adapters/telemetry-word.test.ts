import { afterEach, describe, expect, test } from 'vitest';
import { followArgv } from 'overt/argv';
import { followMeow } from 'overt/meow';

const FLAGS = { token: { type: 'string', short: 't' }, force: { type: 'boolean', short: 'f' } } as const;
const MEOW_FLAGS = {
  token: { type: 'string', shortFlag: 't' },
  force: { type: 'boolean', shortFlag: 'f' },
} as const;

/** What is asked of `telemetry` with a line, or undefined where the line is the tool's. */
type Ask = (line: string, commands?: readonly string[]) => readonly string[] | undefined;

/** Answers what a tool asks its telemetry for. It does that, or what it is there for. */
function listen(
  act: (telemetry: Parameters<typeof followArgv>[0], body: () => void) => unknown,
): readonly string[] | undefined {
  let asked: readonly string[] | undefined;
  let isRun = false;
  const telemetry = {
    startCommand: () => ({ end: () => {}, fail: () => {} }),
    track: () => {},
    runCommand: async (args: readonly string[]) => {
      asked = args;
      return 0;
    },
  };
  act(telemetry, () => void (isRun = true));
  expect(isRun).toBe(asked === undefined);
  return asked;
}

const toArgs = (line: string): string[] => line.split(' ').filter(Boolean);
const WAYS: Readonly<Record<string, Ask>> = {
  argv: (line, names = ['deploy']) =>
    listen((telemetry, body) => {
      const commands = Object.fromEntries(names.map((name) => [name, []]));
      return followArgv(telemetry, { args: toArgs(line), options: FLAGS, commands }, body);
    }),
  meow: (line, commands = ['deploy']) =>
    listen((telemetry, body) => {
      const options = { argv: toArgs(line), flags: MEOW_FLAGS, commands };
      return followMeow(telemetry, { parse: () => ({}), options }, body);
    }),
};

describe.each(Object.entries(WAYS))('%s finds its telemetry command', (_name, ask) => {
  afterEach(() => {
    process.exitCode = undefined;
  });

  test.each([
    ['telemetry', []],
    ['telemetry status --json', ['status', '--json']],
    ['--force telemetry status', ['status']],
    ['-f telemetry', []],
    ['--no-force telemetry log --since 1d', ['log', '--since', '1d']],
    ['--token x telemetry status', ['status']],
    ['--token=x telemetry status', ['status']],
    ['-tx -f telemetry', []],
    ['-t x --force telemetry -- --force', ['--', '--force']],
    ['--token telemetry telemetry enable', ['enable']],
  ])('in `%s`', (line, words) => {
    expect(ask(line)).toEqual(words);
  });

  test.each([
    '',
    'deploy',
    'deploy telemetry',
    'telemetry-of-cars',
    '--token telemetry',
    '-t telemetry',
    '-- telemetry',
    '--force -- telemetry',
    // Nobody knows whether that is a value.
    '--profile telemetry',
    '-x telemetry',
    '--force --profile telemetry',
  ])('not in `%s`', (line) => {
    expect(ask(line)).toBeUndefined();
  });

  test('not where the tool has one of that name', () => {
    expect(ask('telemetry status', ['telemetry'])).toBeUndefined();
  });
});
