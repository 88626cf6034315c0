import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { difference, readAccount } from '../harness/account.ts';
import { openCollector, type TestCollector } from '../harness/collector.ts';
import { findCouriers, killIfThere, waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import { forwardTo, startFaultServer, type FaultServer } from '../harness/fault-server.ts';
import { makePlace, removePlace, type Place } from '../harness/place.ts';
import { isThere, lookAt, whyNoProc } from '../harness/processes.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import type { FixtureOptions } from '../harness/settings.ts';
import { settle } from '../harness/settle.ts';
import { measure } from '../harness/spool.ts';
import { test as base } from '../harness/test.ts';
import { waitFor } from '../harness/wait-for.ts';

const EVENTS = 12;
const WORK: ToolRun = { fixture: 'work.mjs', args: ['0', String(EVENTS)] };
const SECRET = 'a-secret-that-nobody-may-see';
/** 25 s of work, 30 s of life (src/entry/courier.ts), and time to start on a busy machine. */
const LIFETIME_MS = 36_000;

/** A test with a server that takes requests and never answers. */
const test = base.extend('silent', async ({ task: _task }, { onCleanup }) => {
  const server = await startSilent();
  onCleanup(() => server.close());
  return server;
});

/** A courier that is left to itself while the other tests run. */
let left: { readonly place: Place; readonly server: FaultServer; readonly startedMs: number };
let collector: TestCollector;
beforeAll(async () => {
  left = { place: makePlace('left'), server: await startSilent(), startedMs: performance.now() };
  await startHanging(left.place, left.server);
  collector = await openCollector();
});
afterAll(async () => {
  await removePlace(left.place);
  await left.server.close();
  await collector.close();
});

describe('couriers', () => {
  test('start at most once in an interval', async ({ place }) => {
    const options: FixtureOptions = { delivery: { intervalMs: 60_000 } };
    const run = (): Promise<unknown> => runTool(place, { fixture: 'next.mjs', options });
    await run();
    await waitForCouriers(place.root);
    for (let index = 0; index < 10; index += 1) await run();
    await Promise.all(Array.from({ length: 10 }, run));
    expect(findCouriers(place.root)).toEqual([]);
    expect(readdirSync(join(place.spool, 'starts'))).toHaveLength(1);
    expect(readDelivered(place)).toHaveLength(1);
    expect(measure(place, 'runs').files).toBe(20);
  });

  test('start at once for a crash, and at most once for a row of them', async ({ place }) => {
    const options: FixtureOptions = { delivery: { intervalMs: 60_000 } };
    const run = (end: string): Promise<unknown> =>
      runTool(place, { fixture: 'ends.mjs', args: [end, 'none'], options });
    const crashes = async (): Promise<number> => {
      await waitForCouriers(place.root);
      return readDelivered(place).filter(({ name }) => name === 'crash').length;
    };
    await run('return');
    expect(await crashes()).toBe(0);
    await run('throw');
    expect(await crashes()).toBe(1);
    await run('throw');
    expect(await crashes()).toBe(1);
    expect(readdirSync(join(place.spool, 'starts'))).toHaveLength(2);
  });

  test('start none from within a courier', async ({ place }) => {
    await runTool(place, { ...WORK, env: { OVERT_COURIER: '1' } });
    expect(findCouriers(place.root)).toEqual([]);
    expect(readDelivered(place)).toEqual([]);
    expect(measure(place, 'runs').files).toBe(1);
  });

  test('leave the work to the one that is at it', async ({ place, silent }) => {
    const first = await startHanging(place, silent);
    for (let run = 0; run < 3; run += 1) await runTool(place, { ...WORK, options: sendTo(silent) });
    await waitFor('the others to end', () => findCouriers(place.root).length === 1);
    expect(findCouriers(place.root)).toEqual([first]);
    expect(silent.requests()).toBe(1);
  });

  // In the first case nothing has arrived; in the second all has, and nobody got to know.
  test.for(['silent', 'slow'] as const)(
    'take over from one that was killed on a %s network',
    async (fault, { place, onTestFinished }) => {
      const server = await startFaultServer(forwardTo(collector.url));
      onTestFinished(() => server.close());
      server.setFault(fault);
      const options: FixtureOptions = {
        sinks: [['collector', { url: server.url, key: collector.key, name: 'main' }]],
      };
      const version = `1.0.0-${fault}`;
      await runTool(place, { ...WORK, options: { ...options, version } });
      await waitFor('the first request', async () =>
        fault === 'silent' ? server.requests() > 0 : (await countStored(version)).events > 0,
      );
      for (const pid of findCouriers(place.root)) killIfThere(pid);
      server.setFault('none');
      await settle(place, { options: { ...options, version } });
      expect(await countStored(version)).toEqual({ events: EVENTS + 2, distinct: EVENTS + 2 });
      const account = await readAccount(place);
      expect(account).toMatchObject({ recorded: EVENTS + 2, delivered: EVENTS + 2, pending: 0, dropped: {} });
      expect(difference(account)).toBe(0);
    },
  );

  test('show nothing to others', async ({ place, silent, skip }) => {
    const reason = whyNoProc();
    if (reason !== undefined) skip(`The process could not be looked at: ${reason}.`);
    const sink = [
      'http',
      { url: `${silent.url}/${SECRET}`, name: 'main', headers: { authorization: SECRET } },
    ] as const;
    const options: FixtureOptions = { sinks: [sink], consent: { level: 'full' } };
    const env = {
      MY_TOKEN: SECRET,
      NODE_OPTIONS: '--no-warnings',
      SCAN_TELEMETRY: 'full',
      HTTPS_PROXY: 'http://127.0.0.1:1',
    };
    await runTool(place, { fixture: 'secret.mjs', args: [SECRET], options, env });
    await waitFor('the request', () => silent.requests() > 0);
    const [pid = 0] = findCouriers(place.root);
    const { cwd, command, env: seen } = lookAt(pid);
    expect(JSON.stringify([command, seen])).not.toContain(SECRET);
    expect(cwd).toBe(realpathSync(place.spool));
    expect(command.slice(2)).toEqual([place.spool, expect.stringContaining(place.temp)]);
    expect(Object.keys(seen).toSorted()).toEqual([
      'HOME',
      'HTTPS_PROXY',
      'OVERT_COURIER',
      'PATH',
      'SCAN_TELEMETRY',
      'TMPDIR',
      'XDG_STATE_HOME',
    ]);
    expect(dirname(command[1] ?? '')).not.toContain(place.root);
  });

  test('end in the end, whatever the network does', async () => {
    // None: on a busy machine it may have ended before we come to look.
    const [pid] = findCouriers(left.place.root);
    const deadlineMs = LIFETIME_MS - (performance.now() - left.startedMs);
    await waitFor('the courier to end', () => pid === undefined || !isThere(pid), deadlineMs);
    const account = await readAccount(left.place);
    expect(account).toMatchObject({ recorded: EVENTS + 1, pending: EVENTS + 1, dropped: {} });
  });
});

async function startSilent(): Promise<FaultServer> {
  const server = await startFaultServer(async () => ({ status: 200, body: '' }));
  server.setFault('silent');
  return server;
}

/** Leaves a courier that waits for an answer, and answers its process. */
async function startHanging(place: Place, server: FaultServer): Promise<number> {
  await runTool(place, { ...WORK, options: sendTo(server) });
  await waitFor('the request', () => server.requests() > 0);
  return findCouriers(place.root)[0] ?? 0;
}

function sendTo({ url }: FaultServer): FixtureOptions {
  return { sinks: [['http', { url, name: 'main' }]] };
}

/** Events as the report sees them. */
async function countStored(version: string): Promise<{ readonly events: number; readonly distinct: number }> {
  const where = `WHERE version = '${version}'`;
  const [row] = await collector.query<Record<'events' | 'distinct', string>>(
    `SELECT count() AS events, uniqExact(run, seq) AS distinct FROM events FINAL ${where}`,
  );
  return { events: Number(row?.events), distinct: Number(row?.distinct) };
}
