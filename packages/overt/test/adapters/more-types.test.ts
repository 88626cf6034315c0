import { createRequire } from 'node:module';
import type { Hook } from '@oclif/core';
import { buildApplication, buildCommand, buildRouteMap } from '@stricli/core';
import { defineCommand } from 'citty';
import type * as Clipanion from 'clipanion';
import { cli } from 'gunshi';
import { expect, test } from 'vitest';
import { defineTelemetry, noop } from 'overt';
import { followCitty } from 'overt/citty';
import { followClipanion } from 'overt/clipanion';
import { followGunshi } from 'overt/gunshi';
import { followOclif } from 'overt/oclif';
import { followStricli } from 'overt/stricli';

// Vite would take the modules of it that Node cannot load.
const { Cli } = createRequire(import.meta.url)('clipanion') as typeof Clipanion;

test('each adapter takes what its framework makes, and gives what it takes', async () => {
  const telemetry = defineTelemetry({
    tool: 'more-types',
    version: '1.0.0',
    sinks: [noop()],
    consent: { default: 'off' },
  });
  const main = defineCommand({ args: { deep: { type: 'boolean' } }, run: ({ args }) => args.deep });
  const followed: typeof main = followCitty(telemetry, main);
  expect(followCitty(telemetry, followed)).toBe(followed);

  followClipanion(telemetry, new Cli({ binaryName: 'ship' }), { longLived: ['serve'] });

  const hook: Hook.Init = followOclif(telemetry);
  expect(hook).toBeTypeOf('function');

  const go = buildCommand({ docs: { brief: 'go' }, parameters: {}, func: () => {} });
  const app = buildApplication(buildRouteMap({ routes: { go }, docs: { brief: 'ship' } }), { name: 'ship' });
  followStricli(telemetry, app, { buildCommand, buildRouteMap });
  expect('getAllEntries' in app.root && app.root.getAllEntries().map(({ name }) => name.original)).toEqual([
    'go',
    'telemetry',
  ]);

  let ran = 0;
  await cli([], { run: () => void (ran += 1) }, { renderHeader: null, plugins: [followGunshi(telemetry)] });
  expect(ran).toBe(1);
});
