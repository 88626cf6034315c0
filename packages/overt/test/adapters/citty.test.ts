import { followCitty } from 'overt/citty';
import { describeAdapter } from './describe-adapter.ts';

const caught = { outcome: 'error', why: 'citty catches what a command throws, prints it and exits' };
const refused = {
  outcome: 'usage-error',
  friction: 'missing-argument',
  why: 'citty calls it an error that there is no command, and exits with 1',
} as const;
const taken = { outcome: 'ok', friction: undefined } as const;

describeAdapter({
  name: 'citty',
  follow: followCitty,
  differs: {
    'a throw': caught,
    'a rejection': caught,
    nothing: refused,
    'half of a command': refused,
    'an unknown flag': { ...taken, why: 'citty takes flags that nobody has declared' },
    'a missing value': { ...taken, flags: 'token', why: 'citty makes an empty value of none' },
    'an argument too many': { ...taken, why: 'citty takes arguments that nobody has declared' },
  },
});
