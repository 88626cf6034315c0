import { followOclif } from 'overt/oclif';
import { describeAdapter } from './describe-adapter.ts';
import { whyNotBelow } from './node-versions.ts';

const caught = { outcome: 'error', why: 'oclif catches what a command throws, prints it and exits' };

for (const [framework, node] of [
  ['@oclif/core', 20],
  ['oclif-core-5', 22],
] as const)
  describeAdapter({
    name: 'oclif',
    framework,
    whyNot: whyNotBelow(node),
    follow: (telemetry, program) => followOclif(telemetry)(program),
    lacks: {
      'a flag before its command': 'oclif takes what comes first for a command',
      'the default command': 'oclif has no default commands',
      'a flag of the default command': 'oclif has no default commands',
    },
    differs: {
      'a throw': caught,
      'a rejection': caught,
      'a missing value': {
        outcome: 'error',
        friction: undefined,
        flags: 'token',
        why: 'oclif throws for it what commands throw for errors of their own',
      },
      'a wrong value': { flags: 'level', why: 'the command has begun when its flags are parsed' },
    },
  });
