import { followClipanion } from 'overt/clipanion';
import { describeAdapter } from './describe-adapter.ts';

const caught = { outcome: 'error', why: 'clipanion catches what a command throws, prints it and goes on' };

describeAdapter({
  name: 'clipanion',
  follow: followClipanion,
  differs: {
    'a secret in a short flag': {
      outcome: 'usage-error',
      friction: 'unknown-flag',
      flags: undefined,
      why: 'clipanion knows no value that is written together with a letter',
    },
    'a throw': caught,
    'a rejection': caught,
    'an exit code': {
      outcome: 'ok',
      why: 'clipanion overwrites the exit code with what the command answers',
    },
    'half of a command': {
      outcome: 'usage-error',
      friction: 'missing-argument',
      why: 'clipanion refuses what leads to no command, and exits with 1',
    },
  },
});
