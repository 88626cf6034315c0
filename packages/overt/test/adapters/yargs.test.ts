import { followYargs } from 'overt/yargs';
import { describeAdapter } from './describe-adapter.ts';

const HANDLED = 'yargs catches what a command rejects with, prints it and ends with 1';
const DEMANDED = 'a tool demands a command, and yargs says that it is missing';
const TYPED = 'yargs tells which flags were typed also where it refuses them';

for (const framework of ['yargs', 'yargs-17'])
  describeAdapter({
    name: 'yargs',
    framework,
    follow: followYargs,
    differs: {
      'a rejection': { outcome: 'error', why: HANDLED },
      nothing: { outcome: 'usage-error', friction: 'missing-argument', why: DEMANDED },
      'half of a command': { outcome: 'usage-error', friction: 'missing-argument', why: DEMANDED },
      'a missing value': { flags: 'token', why: TYPED },
      'a wrong value': { flags: 'level', why: TYPED },
      'a secret in a short flag': {
        outcome: 'usage-error',
        friction: 'unknown-flag',
        why: 'to yargs, these are as many flags as letters',
      },
      'a flag that is an argument': {
        outcome: 'usage-error',
        friction: 'missing-argument',
        why: 'to yargs, what comes after -- is no argument of a command',
      },
    },
    relists: { 'the only command, help': 'with two commands, yargs lists the default one too' },
    more: [
      {
        what: 'a flag in camel case',
        args: ['deploy', 'qwertz', '--dryRun', '--dry-run'],
        recorded: { command: 'deploy', outcome: 'ok', flags: 'dry-run' },
      },
      {
        what: 'middleware that fails before the command',
        args: ['deploy', 'qwertz', '--dry-run'],
        act: 'middleware',
        recorded: { command: 'deploy', outcome: 'crash', flags: 'dry-run' },
      },
    ],
  });
