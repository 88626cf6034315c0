import { followStricli } from 'overt/stricli';
import { describeAdapter } from './describe-adapter.ts';

const caught = { outcome: 'error', why: 'stricli catches what a command throws, prints it and goes on' };

describeAdapter({
  name: 'stricli',
  framework: '@stricli/core',
  follow: followStricli,
  lacks: { 'a flag before its command': 'stricli has no flags that are those of all commands' },
  differs: {
    'a secret in a short flag': {
      outcome: 'usage-error',
      friction: 'bad-argument',
      why: 'stricli knows no value that is written together with a letter: it is an argument too many',
    },
    'a throw': caught,
    'a rejection': caught,
    'an unknown command in a command': { command: 'root', why: 'stricli does not say where it looked' },
    'a missing value': { flags: 'token', why: 'the command has begun when its flags are parsed' },
    'a wrong value': { flags: 'level', why: 'the command has begun when its flags are parsed' },
  },
});
