import { followCac } from 'overt/cac';
import { describeAdapter } from './describe-adapter.ts';

const FLAT = 'commands of cac have no commands';

describeAdapter({
  name: 'cac',
  follow: followCac,
  differs: {
    'a secret in a short flag': {
      outcome: 'help',
      flags: undefined,
      why: 'to cac, these are as many flags as letters, and one of them is -h',
    },
    'a flag that is an argument': {
      outcome: 'usage-error',
      friction: 'missing-argument',
      why: 'to cac, what comes after -- is no argument of a command',
    },
    'a missing value': { flags: 'token', why: 'cac tells which flags were typed also where it refuses them' },
    nothing: { outcome: 'ok', why: 'where no command is typed, cac leaves it to the tool' },
  },
  lacks: {
    'a flag by a variable': 'cac reads no variables',
    'a command in a command': FLAT,
    'its flag': FLAT,
    'help of a command in a command': FLAT,
    'half of a command': FLAT,
    'an unknown command in a command': FLAT,
    'a hidden command': 'cac has no hidden commands',
    'a wrong value': 'cac knows no choices',
  },
});
