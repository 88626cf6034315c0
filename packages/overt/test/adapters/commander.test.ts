import { followCommander } from 'overt/commander';
import { describeAdapter } from './describe-adapter.ts';
import { whyNotBelow } from './node-versions.ts';

for (const [framework, node] of [
  ['commander', 20],
  ['commander-15', 22],
] as const)
  describeAdapter({ name: 'commander', framework, whyNot: whyNotBelow(node), follow: followCommander });
