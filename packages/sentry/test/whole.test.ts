import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import sentryTestkit from 'sentry-testkit';
import { describe, expect, onTestFinished } from 'vitest';
import { readAccounts, type Account } from '../../overt/test/harness/account.ts';
import { endCouriers, findCouriers, waitForCouriers } from '../../overt/test/harness/couriers.ts';
import type { Place } from '../../overt/test/harness/place.ts';
import { runTool, type Ended } from '../../overt/test/harness/run-tool.ts';
import { test } from '../../overt/test/harness/test.ts';
import { waitFor } from '../../overt/test/harness/wait-for.ts';
import type { SentryOptions } from '../src/index.ts';
import { startReceiver, type Receiver } from './harness/receiver.ts';

/** The whole way: a tool as it is installed, its courier, and servers that speak as Sentry does. */
const TOOL = join(import.meta.dirname, 'fixtures/tool.mjs');

describe('sentry-testkit, whose server is none of ours,', () => {
  test('reads a crash and the sessions of three runs', async ({ place }) => {
    const { testkit, localServer } = sentryTestkit();
    await localServer.start('http://acacaeaccacacacabcaacdacdacadaca@localhost/7');
    onTestFinished(() => void localServer.stop());
    const dsn = (localServer.getDsn() ?? '').replace('localhost', '127.0.0.1');
    for (const end of ['well', 'throw', 'flush']) await run(place, end, { dsn });
    await waitForCouriers(place.root);

    const [report] = testkit.reports();
    expect(testkit.reports()).toHaveLength(1);
    expect(report).toMatchObject({ level: 'fatal', release: 'scan@1.2.3', tags: { command: 'scan deep' } });
    expect(report?.originalReport.platform).toBe('node');
    expect(testkit.sessions().map(({ status }) => status)).toEqual(
      expect.arrayContaining(['exited', 'crashed']),
    );
    expect(new Set(testkit.sessions().map(({ sid }) => sid)).size).toBe(3);
    expect(await account(place, { dsn })).toMatchObject({ pending: 0, dropped: {} });
  });
});

describe('a crash', () => {
  test.for(['throw', 'reject'])(
    '%s: arrives once, with what the user saw of it left as it is',
    async (end, { place }) => {
      const receiver = await receive();
      const bare = await runTool(place, { ...toolRun(end, { dsn: '' }), env: { SCAN_TELEMETRY: 'off' } });
      const { code, stderr } = await run(place, end, receiver);
      expect({ code, stderr }).toEqual({ code: bare.code, stderr: bare.stderr });
      await waitForCouriers(place.root);
      await run(place, 'well', receiver);
      await waitForCouriers(place.root);
      const type = end === 'throw' ? 'onuncaughtexception' : 'onunhandledrejection';
      expect(receiver.events).toHaveLength(1);
      expect(receiver.events[0]?.exception?.values?.at(-1)).toMatchObject({
        type: 'StoreError',
        value: '',
        mechanism: { type, handled: false },
      });
      expect(receiver.sessions.map(({ status }) => status).toSorted()).toEqual(['crashed', 'exited']);
      expect(receiver.bodies.map(({ text }) => text).join('')).not.toContain(place.root);
    },
  );

  test('of a time without a network arrives when there is one', async ({ place }) => {
    const receiver = await receive();
    receiver.setFault('broken');
    await run(place, 'throw', receiver);
    await waitForCouriers(place.root);
    expect(receiver.events).toEqual([]);
    receiver.setFault('none');
    await run(place, 'well', receiver);
    await waitForCouriers(place.root);
    expect(receiver.events).toHaveLength(1);
    expect(await account(place, receiver)).toMatchObject({ pending: 0, dropped: {} });
  });

  test('whose courier is killed in the middle arrives, under the same id', async ({ place }) => {
    const receiver = await receive();
    // Sentry has it, and the courier does not get to know.
    receiver.setFault('slow');
    await run(place, 'throw', receiver);
    await waitFor('the event to arrive', () => receiver.events.length === 1);
    expect(findCouriers(place.root)).toHaveLength(1);
    await endCouriers(place.root);
    receiver.setFault('none');
    await run(place, 'well', receiver);
    await waitForCouriers(place.root);
    expect(receiver.events.length).toBeGreaterThan(1);
    expect(new Set(receiver.events.map(({ event_id }) => event_id)).size).toBe(1);
    expect(await account(place, receiver)).toMatchObject({ pending: 0, dropped: {} });
  });

  test('of a tool that is one file arrives, also when that file is gone', async ({ place }) => {
    const receiver = await receive();
    const outfile = join(place.root, 'app', 'tool.mjs');
    const { warnings } = await build({
      entryPoints: [TOOL],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      minify: true,
      logLevel: 'silent',
    });
    expect([warnings, readdirSync(join(place.root, 'app'))]).toEqual([[], ['tool.mjs']]);
    await runTool(place, { ...toolRun('throw', receiver), fixture: outfile });
    rmSync(outfile);
    await waitForCouriers(place.root);
    expect(receiver.events).toHaveLength(1);
    const thrown = receiver.events[0]?.exception?.values?.at(-1);
    const last = { filename: 'app:///tool.mjs', in_app: true, lineno: expect.any(Number) as number };
    expect(thrown?.stacktrace?.frames?.at(-1)).toMatchObject(last);
    expect(readdirSync(place.spool).filter((name) => name.startsWith('sink-'))).toHaveLength(1);
  });
});

describe("variables that are Sentry's own", () => {
  test('neither switch it on nor name the environment', async ({ place }) => {
    const receiver = await receive();
    const env = { SENTRY_DSN: receiver.dsn, SENTRY_ENVIRONMENT: 'theirs', SENTRY_RELEASE: 'theirs@1' };
    await runTool(place, { ...toolRun('throw', { dsn: '' }), env });
    await waitForCouriers(place.root);
    expect(receiver.requests()).toBe(0);

    const own = { ...toolRun('throw', receiver), env: { ...env, XDG_STATE_HOME: join(place.state, 'own') } };
    await runTool(place, own);
    await waitForCouriers(place.root);
    expect(receiver.events).toHaveLength(1);
    expect(receiver.events[0]).toMatchObject({ release: 'scan@1.2.3' });
    expect(receiver.events[0]).not.toHaveProperty('environment');
    expect(receiver.bodies.map(({ text }) => text).join('')).not.toContain('theirs');
  });
});

describe('the commands of the tool', () => {
  test('show what would be sent, without the key, and send a test', async ({ place }) => {
    const receiver = await receive();
    const command = async (...args: string[]): Promise<Ended> =>
      runTool(place, { ...toolRun('telemetry', receiver), args: ['telemetry', ...args] });
    const shown = await command('show', '--sample');
    expect(shown.stdout).toContain('{"type":"event"}');
    expect(shown.stdout).toContain('{"type":"session"}');
    expect(shown.stdout).not.toContain('0123456789abcdef0123456789abcdef@');
    expect(shown.stdout).not.toContain('sentry_key=0123');
    expect(receiver.requests()).toBe(0);
    expect((await command('doctor')).stdout).toMatch(/ok +sink sentry:\S+ +took the test event/);
    expect(receiver.events).toMatchObject([{ logentry: { message: 'telemetry.test' } }]);
    receiver.answerWith(() => ({ status: 403, body: '{"detail":"bad sentry DSN public key"}' }));
    expect((await command('doctor')).stdout).toContain('it does not let us in (status_403)');
    expect((await command('status')).stdout).not.toContain('0123456789abcdef0123456789abcdef');
  });
});

async function receive(): Promise<Receiver> {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  return receiver;
}

function toolRun(end: string, { dsn }: Pick<SentryOptions, 'dsn'>) {
  return { fixture: TOOL, args: [end], options: { sentry: { dsn } } };
}

function run(place: Place, end: string, where: Pick<SentryOptions, 'dsn'>): Promise<Ended> {
  return runTool(place, toolRun(end, where));
}

/** Read by another tool with the same state folder, which has a sink of its own. */
async function account(place: Place, { dsn = '' }: Pick<SentryOptions, 'dsn'>): Promise<Account | undefined> {
  const accounts = await readAccounts(place, {});
  return accounts[`sentry:${new URL(dsn).host}/7`];
}
