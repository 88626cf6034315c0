import { followMeow } from 'overt/meow';
import { expect, test } from 'vitest';
import { describeAdapter } from './describe-adapter.ts';

const FLAT = 'commands of meow have no commands';
const LENIENT = 'with commands, meow leaves it to them which flags and arguments there are';
const NO_DEFAULT = 'meow has no default command';
const ROOT_ONLY = 'meow prints one help, and only where nothing else was typed';

describeAdapter({
  name: 'meow',
  follow: (telemetry, program) =>
    followMeow(
      telemetry,
      program === undefined ? program : ({ ...(program as object), options: 1 } as never),
      () => {},
    ),
  differs: {
    nothing: { why: 'meow runs the tool, which prints help' },
  },
  lacks: {
    'a flag by a variable': 'meow reads no variables',
    'an alias': 'meow has no aliases',
    'a command in a command': FLAT,
    'its flag': FLAT,
    'help of a command in a command': FLAT,
    'half of a command': FLAT,
    'an unknown command in a command': FLAT,
    'the default command': NO_DEFAULT,
    'a flag of the default command': NO_DEFAULT,
    'help of a command': ROOT_ONLY,
    'a missing argument': LENIENT,
    'an argument too many': LENIENT,
    'an unknown flag': LENIENT,
    'a missing value': LENIENT,
    'a wrong value': LENIENT,
  },
  more: [
    {
      what: 'a wrong value of the only command, of which meow throws an ordinary error',
      args: ['qwertz', '--level', 'qwertz'],
      tree: 'single',
      recorded: { command: 'root', outcome: 'crash', flags: 'level', friction: 'bad-argument' },
    },
    {
      what: 'an unknown flag of the only command',
      args: ['qwertz', '--qwertz=hunter2', '--dry-run'],
      tree: 'single',
      recorded: { command: 'root', outcome: 'usage-error', flags: 'dry-run', friction: 'unknown-flag' },
    },
    {
      what: 'a missing argument of the only command',
      args: ['--dry-run'],
      tree: 'single',
      recorded: { command: 'root', outcome: 'usage-error', flags: 'dry-run', friction: 'missing-argument' },
    },
  ],
});

test.each([undefined, null, {}, 'main'])('a body that is %j is refused before meow is called', (body) => {
  let isCalled = false;
  const parse = (): object => {
    isCalled = true;
    return {};
  };
  const telemetry = {
    startCommand: () => ({ end: () => {}, fail: () => {} }),
    track: () => {},
    runCommand: async () => 0,
  };
  expect(() => followMeow(telemetry, { parse, options: { argv: ['go'] } }, body as never)).toThrow(
    expect.objectContaining({
      code: 'OVERT_INVALID_OPTION',
      message: expect.stringContaining('Expected the `body` option to be a function'),
    }),
  );
  expect(isCalled).toBe(false);
});
