import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { readAccount } from '../../harness/account.ts';
import { findCouriers, waitForCouriers } from '../../harness/couriers.ts';
import { sendMessages, startDaemon } from '../../harness/daemon.ts';
import { readDelivered, type FlatEvent } from '../../harness/delivered.ts';
import type { Place } from '../../harness/place.ts';
import { FIXTURES, runTool } from '../../harness/run-tool.ts';
import { test } from '../../harness/test.ts';
import { waitFor } from '../../harness/wait-for.ts';

/** As in life: a run starts a courier only if no other was started for minutes. */
const IN_LIFE = { delivery: { intervalMs: 300_000 } };

function named(place: Place, name: string): FlatEvent[] {
  return readDelivered(place).filter((event) => event.name === name);
}

describe('a daemon', () => {
  test('delivers what runs record, and they start no courier', async ({ place }) => {
    const daemon = await startDaemon(place, {}, { options: IN_LIFE });
    expect(daemon.served).toEqual({ serving: true, socket: join(place.spool, 'daemon.sock') });
    for (let run = 0; run < 3; run += 1) {
      await runTool(place, { fixture: 'next.mjs', options: IN_LIFE });
      expect(findCouriers(place.root)).toEqual([]);
      expect(existsSync(join(place.spool, 'plan.json'))).toBe(false);
    }
    await waitFor('three runs', () => named(place, 'scan.step').length === 3);
    expect((await daemon.end()).code).toBe(0);
  });

  test('is asked also by runs that would start a courier each time, and by those that crash', async ({
    place,
  }) => {
    const daemon = await startDaemon(place);
    await runTool(place, { fixture: 'next.mjs' });
    await runTool(place, { fixture: 'crash.mjs', args: ['throw'] });
    expect(existsSync(join(place.spool, 'plan.json'))).toBe(false);
    await waitFor('the crash', () => named(place, 'crash').length === 1);
    await daemon.end();
  });

  test('is one run, which says when it began and how long it was; no command of it has a duration', async ({
    place,
  }) => {
    const daemon = await startDaemon(place);
    await daemon.end();
    await runTool(place, { fixture: 'next.mjs' });
    await waitForCouriers(place.root);
    const [start] = named(place, 'daemon.start');
    const own = readDelivered(place).filter(({ run }) => run === start?.run);
    expect(own.map(({ name }) => name).toSorted()).toEqual([
      'command.invocation',
      'daemon.start',
      'daemon.stop',
    ]);
    expect(named(place, 'command.invocation')[0]?.props).toEqual({
      command: 'daemon',
      outcome: 'ok',
      exitCode: 0,
    });
    expect(named(place, 'daemon.stop')[0]?.props['durationMs']).toBeGreaterThan(0);
  });

  test('is named by the runs that it starts', async ({ place }) => {
    const daemon = await startDaemon(place);
    expect(await daemon.call('runTool', join(FIXTURES, 'next.mjs'))).toBe(0);
    const event = await waitFor('the run', () => named(place, 'scan.step')[0]);
    expect(event.resource).toMatchObject({ startedBy: 'daemon', nested: 'same-tool' });
    expect(event.parent).toBe(named(place, 'daemon.start')[0]?.run);
    await daemon.end();
  });

  test('tells the doctor about itself, and nobody of one that is gone', async ({ place }) => {
    const daemon = await startDaemon(place);
    await sendMessages(daemon.served.socket ?? '', [{ type: 'poke' }, { type: 'prod' }]);
    await waitFor(
      'both',
      async () => (await daemon.call<Record<string, number>>('counts'))['messages'] === 2,
    );
    const doctor = (): Promise<{ stdout: string }> =>
      runTool(place, { fixture: 'command.mjs', args: ['doctor'] });
    const said = await waitFor('a sign of life', async () => {
      const { stdout } = await doctor();
      return /unknown_message 1/.test(stdout) ? stdout : undefined;
    });
    expect(said).toMatch(
      /process \d+ delivers, at .*daemon\.sock; through it came messages 2, unknown_message 1, as of \d+ s ago/,
    );
    await daemon.kill('SIGKILL');
    expect((await doctor()).stdout).toMatch(/daemon +the last one is gone/);
  });

  test('leaves no trace when it ends', async ({ place }) => {
    const daemon = await startDaemon(place, {}, { options: IN_LIFE });
    const { socket = '' } = daemon.served;
    expect(lstatSync(socket).mode & 0o777).toBe(0o600);
    expect(lstatSync(join(place.spool, 'daemon.json')).mode & 0o777).toBe(0o600);
    await daemon.end();
    expect([existsSync(socket), existsSync(join(place.spool, 'daemon.json'))]).toEqual([false, false]);
    expect(readdirSync(join(place.spool, 'starts'))).toEqual([]);
    // So the next run starts a courier at once.
    await runTool(place, { fixture: 'next.mjs', options: IN_LIFE });
    await waitForCouriers(place.root);
    expect(named(place, 'daemon.stop')).toHaveLength(1);
  });

  test('goes on as a tool when it has stopped to serve', async ({ place }) => {
    const daemon = await startDaemon(place);
    await daemon.call('closeServer');
    await daemon.call('track', 'scan.step', { n: 5 });
    expect(await daemon.call('serveCourier', { everyMs: 50 })).toMatchObject({ serving: true });
    await waitFor('the step', () => named(place, 'scan.step').length === 1);
    await daemon.end();
  });
});

describe('two daemons', () => {
  test('are one that serves and one that knows why it does not', async ({ place }) => {
    const first = await startDaemon(place);
    const second = await startDaemon(place);
    expect(second.served).toEqual({ serving: false, reason: 'another daemon serves' });
    await second.call('track', 'scan.step', { n: 2 });
    await second.end();
    await waitFor('what the second one recorded', () => named(place, 'scan.step').length === 1);
    await first.kill('SIGKILL');
    const third = await startDaemon(place);
    expect(third.served).toMatchObject({ serving: true });
    await third.end();
  });

  test('are one also where both start at once', async ({ place }) => {
    const daemons = await Promise.all([1, 2, 3, 4].map(() => startDaemon(place)));
    expect(daemons.filter(({ served }) => served.serving)).toHaveLength(1);
    await Promise.all(daemons.map((daemon) => daemon.end()));
  });

  test('in one process are one', async ({ place }) => {
    const daemon = await startDaemon(place);
    expect(await daemon.call('serveCourier')).toMatchObject({
      serving: false,
      reason: 'another daemon serves',
    });
    await daemon.end();
  });
});

describe('consent', () => {
  test('that is taken back while a daemon runs ends all of it: nothing is recorded, taken or sent', async ({
    place,
  }) => {
    const options = { consent: { default: 'on' } };
    const daemon = await startDaemon(
      place,
      {},
      { options: { ...options, consent: { configured: true, default: 'on' } } },
    );
    const { socket = '' } = daemon.served;
    await sendMessages(socket, [{ type: 'track', payload: { name: 'scan.step', props: { n: 1 } } }]);
    await waitFor('the first', () => named(place, 'scan.step').length === 1);
    expect((await runTool(place, { fixture: 'command.mjs', args: ['disable'] })).code).toBe(0);
    const before = readDelivered(place).length;
    const message = { type: 'track', payload: { name: 'scan.step', props: { n: 2 } } };
    await sendMessages(socket, [message, message]);
    await daemon.call('track', 'scan.step', { n: 3 });
    await waitFor('both to be refused', async () => {
      const counts = await daemon.call<Record<string, number>>('counts');
      return counts['not_recorded'] === 2;
    });
    await sendMessages(socket, [{ type: 'poke' }]);
    await daemon.call('flush');
    await daemon.end();
    expect(readDelivered(place)).toHaveLength(before);
    for (const folder of ['runs', 'claimed', 'outbox', 'journal'])
      expect(readdirSync(join(place.spool, folder))).toEqual([]);
    expect(existsSync(join(place.spool, 'daemon.json'))).toBe(false);
  });

  test('that is given again is served again', async ({ place }) => {
    const daemon = await startDaemon(place);
    await runTool(place, { fixture: 'command.mjs', args: ['disable'] });
    await runTool(place, { fixture: 'command.mjs', args: ['enable'] });
    await runTool(place, { fixture: 'next.mjs' });
    await waitFor('the run', () => named(place, 'scan.step').length === 1);
    await daemon.end();
  });

  test.for([
    ['DO_NOT_TRACK', { DO_NOT_TRACK: '1' }, 'telemetry is off'],
    ['OVERT_DEBUG=show', { OVERT_DEBUG: 'show' }, 'OVERT_DEBUG asks to show it only'],
  ] as const)(
    'that is missing (%s): it does not serve, and nothing is made',
    async ([, env, reason], { place }) => {
      const daemon = await startDaemon(place, {}, { env });
      expect(daemon.served).toEqual({ serving: false, reason });
      expect(await daemon.call('counts')).toEqual({});
      await daemon.call('closeServer');
      await daemon.end();
      expect(existsSync(place.spool)).toBe(false);
    },
  );
});

test('a daemon that writes for long is not taken for one that fills the disk', async ({ place }) => {
  const limits = { maxBytes: 1024 * 1024 };
  const daemon = await startDaemon(place, {}, { options: { limits } });
  const steps = Array.from({ length: 2000 }, (_, n) => ({
    type: 'track',
    payload: { name: 'scan.step', props: { n } },
  }));
  // Each round is a fifth of what one run may hold at a time.
  for (let round = 1; round <= 7; round += 1) {
    await sendMessages(daemon.served.socket ?? '', steps);
    await waitFor('a round', () => named(place, 'scan.step').length === round * steps.length);
  }
  await daemon.end();
  await runTool(place, { fixture: 'next.mjs' });
  await waitForCouriers(place.root);
  expect(await readAccount(place)).toMatchObject({ dropped: {}, pending: 0 });
});
