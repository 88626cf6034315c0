import { followSade } from 'overt/sade';
import sade from 'sade';
import { expect, test } from 'vitest';
import { describeAdapter } from './describe-adapter.ts';

const NO_LEVELS = 'to sade, `remote add` is one command of two words, and `remote` is none';
const LENIENT = 'sade takes it, unless the tool says otherwise';

describeAdapter({
  name: 'sade',
  follow: followSade,
  differs: {
    'a secret in a short flag': {
      outcome: 'help',
      flags: undefined,
      why: 'to sade, these are as many flags as letters, and one of them is -h',
    },
    'a flag before its command': {
      command: 'root',
      outcome: 'usage-error',
      friction: 'unknown-command',
      why: 'to sade, the command is the value of the flag before it',
    },
    nothing: {
      outcome: 'usage-error',
      friction: 'missing-argument',
      why: 'sade says that a command is missing',
    },
    'half of a command': {
      command: 'root',
      outcome: 'usage-error',
      friction: 'unknown-command',
      why: NO_LEVELS,
    },
    'an unknown command in a command': { command: 'root', why: NO_LEVELS },
    'an unknown flag': { outcome: 'ok', friction: undefined, why: LENIENT },
    'a missing value': { outcome: 'ok', friction: undefined, flags: 'token', why: LENIENT },
    'an argument too many': { outcome: 'ok', friction: undefined, why: LENIENT },
  },
  lacks: {
    'a flag by a variable': 'sade reads no variables',
    'a hidden command': 'sade has no hidden commands',
    'a wrong value': 'sade knows no choices',
  },
  more: [
    {
      what: 'an unknown flag where the tool refuses them',
      args: ['deploy', 'qwertz', '--qwertz=hunter2', '--dry-run'],
      env: { SHIP_STRICT: '1' },
      recorded: { command: 'deploy', outcome: 'usage-error', flags: 'dry-run', friction: 'unknown-flag' },
    },
    // What every object has is no command, and sade itself stumbles over it: that is the same with us.
    ...['__proto__', 'constructor', 'toString'].map((name) => ({
      what: `\`${name}\` in place of a command`,
      args: [name],
      recorded: { command: 'root', outcome: 'usage-error', friction: 'unknown-command' },
    })),
  ],
});

test('a command that is called `__proto__` is refused by sade, wired or not', () => {
  const telemetry = {
    startCommand: () => ({ end: () => {}, fail: () => {} }),
    track: () => {},
    runCommand: async () => 0,
  };
  const [plain, wired] = [sade('ship'), sade('ship')];
  followSade(telemetry, wired);
  for (const program of [plain, wired])
    expect(() => program.command('__proto__ <x>')).toThrow('Command already exists: __proto__');
});
