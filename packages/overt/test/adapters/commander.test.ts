import { followCommander } from 'overt/commander';
import { describeAdapter } from './describe-adapter.ts';
import type { Recorded, Scenario } from './scenarios.ts';
import { whyNotBelow } from './node-versions.ts';

/** What the author's own way to end makes of an answer; its exit code is that of the process. */
const overridden = (args: readonly string[], recorded: Recorded): Scenario[] =>
  [
    ['that the author does not catch', 'thrown'],
    ['that the author catches', 'caught'],
  ].map(([what, override = '']) => ({
    what: `${args.join(' ')} with exitOverride, ${what}`,
    args,
    env: { SHIP_OVERRIDE: override },
    recorded: { ...recorded, longLived: true },
  }));
const MORE = [
  ...overridden(['--help'], { command: 'root', outcome: 'help' }),
  ...overridden(['--version'], { command: 'root', outcome: 'version' }),
  ...overridden(['help', 'deploy'], { command: 'deploy', outcome: 'help' }),
  ...overridden(['deploy', '--help'], { command: 'deploy', outcome: 'help' }),
  ...overridden(['deploy', 'there', '--qwertz'], {
    command: 'deploy',
    outcome: 'usage-error',
    friction: 'unknown-flag',
  }),
];

for (const [framework, node] of [
  ['commander', 20],
  ['commander-15', 22],
] as const)
  describeAdapter({
    name: 'commander',
    framework,
    whyNot: whyNotBelow(node),
    follow: followCommander,
    more: MORE,
  });
