import { describe, expect } from 'vitest';
import { testTelemetry } from 'overt/testing';
import { askCommand, runCommand, succeed } from '../../harness/command.ts';
import { waitForCouriers } from '../../harness/couriers.ts';
import { startInbox } from '../../harness/inbox.ts';
import { storeConsent, type Place } from '../../harness/place.ts';
import { startRemote } from '../../harness/remote.ts';
import { runTool } from '../../harness/run-tool.ts';
import type { FixtureOptions } from '../../harness/settings.ts';
import { snapshot } from '../../harness/snapshot.ts';
import { test } from '../../harness/test.ts';

type Told = {
  readonly commands: number;
  readonly errors: number;
  readonly durationMs: number;
  readonly timed: number;
  readonly runs: number;
  readonly first?: number;
  readonly last?: number;
  readonly byCommand: Readonly<Record<string, { readonly commands: number; readonly errors: number }>>;
};

/** Runs two commands that end well, in runs of their own, and one that fails. */
async function work(place: Place, options: FixtureOptions): Promise<void> {
  storeConsent(place.spool, { how: 'command', level: 'usage' });
  for (const args of [['return'], ['return'], ['throw']]) {
    await runTool(place, { fixture: 'ends.mjs', args: [...args, 'inside'], options });
    await waitForCouriers(place.root);
  }
}

describe('stats', () => {
  test('says that there is nothing, and makes nothing', async ({ place }) => {
    const before = snapshot(place.root);
    expect(await succeed(place, ['stats'])).toBe(
      'No command is stored here, as far as the journal goes back.\n',
    );
    expect(await askCommand(place, ['stats'])).toMatchObject({ commands: 0, runs: 0, byCommand: {} });
    expect(snapshot(place.root)).toEqual(before);
  });

  test.for([
    ['that were sent', undefined],
    ['that wait for each sink', ['http']],
    ['that one sink has had and another has not', ['file', 'http']],
  ] as const)('counts commands %s, once each', async ([, sinks], { place }) => {
    const inbox = await startInbox(() => ({ status: 500, body: '' }));
    const all = {
      file: ['file', { path: place.sinkFile, name: 'file' }],
      http: ['http', { url: inbox.url, name: 'http' }],
    } as const;
    const chosen = sinks === undefined ? {} : { sinks: sinks.map((name) => all[name]) };
    const options = { consent: { default: 'ask' }, ...chosen };
    const startedAt = Date.now();
    await work(place, options);
    const told = await askCommand<Told>(place, ['stats'], { options });
    await inbox.close();
    expect(told).toMatchObject({ ok: true, commands: 3, errors: 1, runs: 3, timed: 3, code: 0 });
    expect(Object.values(told.byCommand).reduce((sum, { commands }) => sum + commands, 0)).toBe(3);
    expect([told.first ?? 0, told.last ?? 0].toSorted((a, b) => a - b)).toEqual([told.first, told.last]);
    expect(told.first).toBeGreaterThanOrEqual(startedAt);
    const text = await succeed(place, ['stats'], { options });
    expect(text).toMatch(
      /^3 commands in 3 runs, from 20\d\d-.* to 20\d\d-.* UTC\.\n\n {2}Command +Times +Failed +Together +On average\n/,
    );
    expect(await askCommand<Told>(place, ['stats', '--since', '1d'], { options })).toMatchObject({
      commands: 3,
    });
    expect(await askCommand<Told>(place, ['stats', '--since', '2099-01-01'], { options })).toMatchObject({
      commands: 0,
    });
  });

  test('wants a time that can be understood', async ({ place }) => {
    expect(await runCommand(place, ['stats', '--since', 'soon'])).toMatchObject({
      code: 2,
      stderr: 'scan: Expected a date or a time ago for --since, got "soon".\n',
    });
  });
});

describe('telemetry.stats()', () => {
  test('says what the commands of this run came to', ({ place }) => {
    const { telemetry, platform } = testTelemetry({ home: place.home });
    expect(telemetry.stats()).toEqual({ commands: 0, errors: 0, durationMs: 0, timed: 0, byCommand: {} });
    const first = platform.now();
    telemetry.command('scan', () => platform.clock.advance(40));
    const { end } = telemetry.startCommand('scan');
    platform.clock.advance(2);
    end({ outcome: 'usage-error' });
    telemetry.startCommand('list').end({ outcome: 'interrupted' });
    telemetry.startCommand('daemon', { longLived: true }).end();
    const stats = telemetry.stats();
    expect(stats).toEqual({
      commands: 4,
      errors: 1,
      durationMs: 42,
      timed: 3,
      first: first + 40,
      last: first + 42,
      byCommand: { scan: 2, list: 1, daemon: 1 },
    });
    // It is the tool's to keep.
    telemetry.command('scan', () => {});
    expect(stats.byCommand).toEqual({ scan: 2, list: 1, daemon: 1 });
  });

  test('says nothing of what was not recorded', async ({ place }) => {
    const remote = startRemote(place, { env: { DO_NOT_TRACK: '1' } });
    expect(await remote.call('stats')).toEqual({
      commands: 0,
      errors: 0,
      durationMs: 0,
      timed: 0,
      byCommand: {},
    });
    await remote.end();
  });
});
