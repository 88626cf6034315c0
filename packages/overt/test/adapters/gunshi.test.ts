import { followGunshi } from 'overt/gunshi';
import { describeAdapter, type AdapterUnderTest } from './describe-adapter.ts';
import { whyNotBelow } from './node-versions.ts';

const entry = { command: 'root', why: 'gunshi has no default command but its entry, which has no name' };
const empty = { outcome: 'ok', why: 'gunshi runs a command that does nothing' };
const taken = { outcome: 'ok', friction: undefined } as const;
const atEnd = {
  outcome: 'usage-error',
  friction: 'missing-argument',
  why: 'to gunshi what comes after -- is no argument',
} as const;

/** Of all versions. */
const differs: AdapterUnderTest['differs'] = {
  'a secret in a short flag': {
    outcome: 'help',
    flags: undefined,
    why: 'gunshi takes each letter for a flag, and one of these is h',
  },
  'a flag that is an argument': atEnd,
  'the default command': entry,
  'a flag of the default command': entry,
  nothing: empty,
  'half of a command': empty,
  'a missing value': { friction: 'bad-argument', why: 'gunshi says that the value is of the wrong type' },
  'an argument too many': { ...taken, why: 'gunshi takes arguments that nobody has declared' },
  'an unknown flag': { ...taken, why: 'gunshi takes flags that nobody has declared, unless it is strict' },
};
const lacks = {
  'an alias': 'gunshi has no aliases of commands',
  'a flag before its command': 'gunshi has no flags that are those of all commands',
};
const follow: AdapterUnderTest['follow'] = (telemetry, program) => followGunshi(telemetry)(program);

describeAdapter({
  name: 'gunshi',
  follow,
  lacks: {
    ...lacks,
    'an unknown command': 'gunshi 0.29 throws before it tells a plugin anything',
  },
  differs: {
    ...differs,
    'an unknown command in a command': { ...taken, why: 'gunshi 0.29 takes it for an argument' },
  },
});

describeAdapter({
  name: 'gunshi',
  framework: 'gunshi-latest',
  whyNot: whyNotBelow(22),
  follow,
  lacks,
  differs,
});
