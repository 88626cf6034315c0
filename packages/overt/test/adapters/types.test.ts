import { cac } from 'cac';
import { Command } from 'commander';
import meow from 'meow';
import sade from 'sade';
import { expect, test } from 'vitest';
import yargs from 'yargs';
import { count, defineTelemetry, noop } from 'overt';
import { followArgv } from 'overt/argv';
import { followCac } from 'overt/cac';
import { followCommander } from 'overt/commander';
import { followMeow } from 'overt/meow';
import { followSade } from 'overt/sade';
import { followYargs } from 'overt/yargs';

test('each adapter takes what its framework makes, and a telemetry with events of its own', () => {
  const events = {
    'scan.done': { why: 'A test.', owner: 'tests', expires: 'never', fields: { n: count() } },
  } as const;
  const telemetry = defineTelemetry({
    tool: 'types',
    version: '1.0.0',
    sinks: [noop()],
    consent: { default: 'off' },
    events,
  });
  const program = new Command('ship');
  followCommander(telemetry, program, { longLived: ['serve'] });
  followYargs(telemetry, yargs([]).command('go', 'it goes'));
  followCac(telemetry, cac('ship'));
  followSade(telemetry, sade('ship'));
  const options = { importMeta: import.meta, argv: ['x'], flags: { deep: { type: 'boolean' } } } as const;
  const deep = followMeow(telemetry, { parse: () => meow('', options), options }, (cli) => cli.flags.deep);
  expect(deep).toBe(false);
  expect(
    followArgv(telemetry, { args: [], options: { deep: { type: 'boolean', short: 'd' } } }, () => 7),
  ).toBe(7);
});
