import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testPlatform, testTelemetry } from 'overt/testing';
import { describe, expect } from 'vitest';
import { askCommand } from '../harness/command.ts';
import { readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import type { Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import { runTool } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';

const MINUTE_MS = 60_000;
const FAILURE = { errorKind: 'timeout' };

function failures(place: Place): number {
  return readDelivered(place).filter(({ name }) => name === 'daemon.start_failure').length;
}

describe('an event with a limit', () => {
  test('is recorded after 1, 2, 4, 8, 16, 32, 32 minutes; the rest is counted', async ({ place }) => {
    const { telemetry, platform, delivered } = testTelemetry({ home: place.home });
    const at: number[] = [];
    let seen = 0;
    // Something tries to start a daemon every half a minute.
    for (let tries = 0; tries < 2 * 96; tries += 1) {
      telemetry.track('daemon.start_failure', FAILURE);
      const events = await delivered();
      if (events.length > seen) at.push(tries / 2);
      seen = events.length;
      platform.clock.advance(MINUTE_MS / 2);
    }
    expect(at).toEqual([0, 1, 3, 7, 15, 31, 63, 95]);
    expect(Object.values(await telemetry.ledger())[0]?.dropped).toEqual({ limited: 2 * 96 - at.length });
  });

  test('is recorded at once again when what failed has worked', async ({ place }) => {
    const { telemetry, platform, delivered } = testTelemetry({ home: place.home });
    for (let round = 0; round < 3; round += 1) {
      telemetry.track('daemon.start_failure', FAILURE);
      telemetry.track('daemon.start_failure', FAILURE);
      platform.clock.advance(MINUTE_MS);
      telemetry.track('daemon.start_failure', FAILURE);
      telemetry.track('daemon.start');
    }
    const names = (await delivered()).map(({ name }) => name);
    expect(names.filter((name) => name === 'daemon.start_failure')).toHaveLength(6);
  });

  test('of the author has the same', async ({ place }) => {
    const declared = { why: 'A test.', owner: 'tests', expires: 'never' } as const;
    const events = {
      'sync.failed': { ...declared, limit: { everyMs: 1000, resetOn: 'sync.done' } },
      'sync.done': declared,
    } as const;
    const { telemetry, platform, delivered } = testTelemetry({ home: place.home, events });
    telemetry.track('sync.failed');
    telemetry.track('sync.failed');
    platform.clock.advance(1000);
    telemetry.track('sync.failed');
    telemetry.track('sync.done');
    telemetry.track('sync.failed');
    expect((await delivered()).map(({ name }) => name)).toEqual([
      'sync.failed',
      'sync.failed',
      'sync.done',
      'sync.failed',
    ]);
  });

  test('is recorded once by ten processes at once', async ({ place }) => {
    const remotes = Array.from({ length: 10 }, () => startRemote(place));
    await Promise.all(remotes.map((remote) => remote.call('track', 'daemon.start_failure', FAILURE)));
    await Promise.all(remotes.map((remote) => remote.end()));
    await runTool(place, { fixture: 'next.mjs' });
    await waitForCouriers(place.root);
    await runTool(place, { fixture: 'next.mjs' });
    await waitForCouriers(place.root);
    expect(failures(place)).toBe(1);
    expect((await readAccount(place)).dropped).toEqual({ limited: 9 });
  });

  test('leaves nothing that outlives a no', async ({ place }) => {
    const remote = startRemote(place);
    await remote.call('track', 'daemon.start_failure', FAILURE);
    expect(readdirSync(join(place.spool, 'limits'))).toHaveLength(1);
    await remote.call('disable');
    await remote.end();
    expect(readdirSync(join(place.spool, 'limits'))).toEqual([]);
  });

  test('leaves nothing for good where its process was killed in the middle', async ({ place }) => {
    const env = { XDG_STATE_HOME: place.state };
    const platform = testPlatform({ home: place.home, env });
    const { telemetry, delivered } = testTelemetry({ home: place.home, platform, tool: 'scan' });
    telemetry.track('daemon.start_failure', FAILURE);
    const limits = join(place.spool, 'limits');
    const [whole = ''] = readdirSync(limits);
    const draft = join(limits, 'daemon.start_failure.2-4711-123456789');
    writeFileSync(draft, '{"count":2,"at":1}');
    const seconds = platform.now() / 1000 - 25 * 60 * 60;
    utimesSync(draft, seconds, seconds);
    utimesSync(join(limits, whole), seconds, seconds);
    await delivered();
    expect(readdirSync(limits)).toEqual([whole]);
  });

  test('is shown each time, and noted nowhere, where its user only wants to see it', async ({ place }) => {
    const remote = startRemote(place, { env: { OVERT_DEBUG: 'show' } });
    await remote.call('track', 'daemon.start_failure', FAILURE);
    await remote.call('track', 'daemon.start_failure', FAILURE);
    const { stderr } = await remote.end();
    expect(stderr.match(/would send .*daemon\.start_failure/g)).toHaveLength(2);
    type Shown = { readonly sinks: readonly { readonly requests: readonly { readonly body: string }[] }[] };
    const shown = JSON.stringify(await askCommand<Shown>(place, ['show', '--sample']));
    expect(shown).toContain('daemon.start_failure');
  });

  test('says nothing of a process that has nowhere to write: it is counted like any other', ({ place }) => {
    const real = testPlatform({ home: place.home });
    const refuse = (): never => {
      throw Object.assign(new Error('read-only'), { code: 'EROFS' });
    };
    const platform = { ...real, fs: { ...real.fs, openSync: refuse, mkdirSync: refuse } };
    const { telemetry } = testTelemetry({ home: place.home, platform });
    expect(() => telemetry.track('daemon.start_failure', FAILURE)).not.toThrow();
    expect(() => telemetry.track('daemon.start')).not.toThrow();
  });
});
