import { followGunshi } from 'overt/gunshi';
import { describeAdapter } from './describe-adapter.ts';
import { whyNotBelow } from './node-versions.ts';

for (const [framework, node] of [
  ['gunshi', 20],
  ['gunshi-latest', 22],
] as const)
  describeAdapter({
    name: 'gunshi',
    framework,
    whyNot: whyNotBelow(node),
    follow: (telemetry, program) => followGunshi(telemetry)(program),
  });
