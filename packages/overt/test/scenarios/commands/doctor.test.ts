import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { whyNoMounts, withReadOnly } from '../../harness/abilities.ts';
import { readAccounts } from '../../harness/account.ts';
import { askCommand, runCommand, succeed } from '../../harness/command.ts';
import { waitForCouriers } from '../../harness/couriers.ts';
import { readDelivered } from '../../harness/delivered.ts';
import { startFaultServer, type Answer, type Fault } from '../../harness/fault-server.ts';
import { startInbox, textOf } from '../../harness/inbox.ts';
import { storeConsent } from '../../harness/place.ts';
import { runTool } from '../../harness/run-tool.ts';
import type { FixtureSink } from '../../harness/settings.ts';
import { snapshot } from '../../harness/snapshot.ts';
import { test } from '../../harness/test.ts';

type Check = {
  readonly name: string;
  readonly result: 'ok' | 'wrong' | 'skipped';
  readonly what: string;
  readonly hint?: string;
};
type Told = {
  readonly healthy: boolean;
  readonly checks: readonly Check[];
  readonly accounts: Readonly<Record<string, { readonly recorded: number; readonly balanced: boolean }>>;
  readonly misuse: Readonly<Record<string, number>>;
};

const ASK = { consent: { default: 'ask' } };
const ON = { env: { SCAN_TELEMETRY: 'on' } };

describe('doctor', () => {
  test('delivers a test event, and finds nothing wrong', async ({ place }) => {
    const answer = await askCommand<Told>(place, ['doctor'], ON);
    expect(answer).toMatchObject({ healthy: true, code: 0 });
    expect(answer.checks.map(({ name, result }) => `${name}: ${result}`)).toEqual([
      'consent: ok',
      'folder: ok',
      'folder: ok',
      'folder: ok',
      'courier: ok',
      'sink main: ok',
      'clock: skipped',
    ]);
    const [event, ...others] = readDelivered(place);
    expect(event).toMatchObject({
      name: 'telemetry.test',
      level: 'errors',
      props: {},
      resource: { tool: 'scan' },
    });
    expect(others).toEqual([]);
  });

  test('sends no account: that is of an installation, and a test is of none', async ({
    place,
    onTestFinished,
  }) => {
    const bodies: string[] = [];
    const server = await startFaultServer(async (request) => {
      bodies.push(textOf(request));
      return { status: 200, body: '{"accepted":1,"duplicates":[],"rejected":[]}' };
    });
    onTestFinished(() => server.close());
    storeConsent(place.spool, { how: 'command', level: 'usage' });
    const collector: FixtureSink = ['collector', { url: server.url, key: 'wk_test', name: 'main' }];
    const options = { ...ASK, sinks: [collector] };
    // A run of the installation sends its account, so that this can fail.
    await runTool(place, { fixture: 'next.mjs', options });
    await waitForCouriers(place.root);
    expect(bodies.join()).toContain('"ledger"');
    bodies.length = 0;
    expect(await askCommand<Told>(place, ['doctor'], { options })).toMatchObject({ healthy: true });
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).toContain('telemetry.test');
    expect(bodies[0]).not.toContain('"ledger"');
  });

  test('what it sent is in the journal, and not in the books', async ({ place }) => {
    storeConsent(place.spool, { how: 'command', level: 'usage' });
    await runTool(place, { fixture: 'work.mjs', args: ['0', '3'], options: ASK });
    await waitForCouriers(place.root);
    const before = await readAccounts(place, { options: ASK });
    const { accounts, healthy } = await askCommand<Told>(place, ['doctor']);
    expect({ healthy, main: accounts['main'] }).toMatchObject({
      healthy: true,
      main: { recorded: 4, balanced: true },
    });
    const { time: _now, ...main } = (await readAccounts(place, { options: ASK }))['main'] as never as {
      time: number;
    };
    expect(before['main']).toMatchObject(main);
    const { entries } = await askCommand<{ entries: { events: unknown[] }[] }>(place, ['log', '--events']);
    expect(entries.at(-1)?.events).toEqual(readDelivered(place).slice(-1));
    expect(await succeed(place, ['log'])).toContain('main  a test    accepted');
  });

  test.for(['off', 'local'])('%s: sends nothing, makes nothing', async (level, { place }) => {
    const server = await startInbox();
    const sinks: FixtureSink[] = [['http', { url: server.url, name: 'main' }]];
    storeConsent(place.spool, { how: 'command', level });
    const before = snapshot(place.root);
    const answer = await askCommand<Told>(place, ['doctor'], { options: { sinks } });
    await server.close();
    expect(server.requests()).toBe(0);
    expect(answer.checks.find(({ name }) => name === 'sinks')).toMatchObject({
      result: 'skipped',
      what: `nothing is sent while telemetry is ${level}`,
    });
    if (level === 'off') expect(snapshot(place.root).length).toBe(before.length);
  });

  test('OVERT_DEBUG=show: sends nothing', async ({ place }) => {
    const env = { ...ON.env, OVERT_DEBUG: 'show' };
    const { checks } = await askCommand<Told>(place, ['doctor'], { env });
    expect(checks.find(({ name }) => name === 'sinks')?.what).toContain('OVERT_DEBUG');
    expect(readDelivered(place)).toEqual([]);
    const sample = await askCommand<{ sendings: unknown[] }>(place, ['show', '--sample'], { env });
    expect(sample.sendings).toHaveLength(2);
  });

  test('never used and off: there is nothing to look at', async ({ place }) => {
    const before = snapshot(place.root);
    expect(await askCommand<Told>(place, ['doctor'])).toMatchObject({ healthy: true, code: 0 });
    expect(snapshot(place.root)).toEqual(before);
  });
});

type Trouble = {
  readonly trouble: string;
  readonly says: RegExp;
  readonly fault?: Fault;
  readonly answer?: Answer;
  readonly kind?: 'collector' | 'http';
};

const TROUBLES: readonly Trouble[] = [
  { trouble: '401', answer: { status: 401, body: '' }, says: /does not let us in.*write key/ },
  { trouble: '403', answer: { status: 403, body: '' }, says: /does not let us in.*write key/ },
  { trouble: '404', answer: { status: 404, body: '' }, says: /no such address/ },
  {
    trouble: '302',
    answer: { status: 302, body: '', headers: { location: '/' } },
    says: /sends us elsewhere/,
  },
  { trouble: '413', answer: { status: 413, body: '' }, says: /even one event is too much/ },
  { trouble: '429', fault: 'throttled', says: /too much to do/ },
  { trouble: '500', fault: 'broken', says: /server has trouble/ },
  { trouble: '503', fault: 'busy', says: /server has trouble/ },
  { trouble: 'a hotel', fault: 'garbage', says: /something else answers/, kind: 'collector' },
  { trouble: 'an answer that ends in the middle', fault: 'cut', says: /cut off/, kind: 'collector' },
  {
    trouble: 'a collector that refuses the event',
    kind: 'collector',
    answer: {
      status: 200,
      body: '{"accepted":0,"duplicates":[],"rejected":[{"id":"x","reason":"no_such_project"}]}',
    },
    says: /refused the event/,
  },
];

describe('doctor finds', () => {
  test.for(TROUBLES)('$trouble', async ({ fault, answer, kind = 'http', says }, { place }) => {
    const server = await startFaultServer(async () => answer ?? { status: 200, body: '{}' });
    if (fault !== undefined) server.setFault(fault);
    const sinks: FixtureSink[] = [[kind, { url: server.url, key: 'k', name: 'main' }]];
    const { code, stdout } = await runCommand(place, ['doctor', '--json'], { ...ON, options: { sinks } });
    await server.close();
    const { checks } = JSON.parse(stdout) as Told;
    const found = checks.find(({ name }) => name === 'sink main');
    expect(found?.result).toBe('wrong');
    expect(`${found?.what} ${found?.hint}`).toMatch(says);
    expect(code).toBe(1);
    expect(server.requests()).toBe(1);
  });

  test('that nobody listens', async ({ place }) => {
    const sinks: FixtureSink[] = [['http', { url: 'http://127.0.0.1:9/', name: 'main' }]];
    const { code, stdout } = await runCommand(place, ['doctor'], { ...ON, options: { sinks } });
    expect(code).toBe(1);
    expect(stdout).toMatch(/WRONG {2}sink main +nobody listens there/);
    expect(stdout).not.toContain('proxy');
  });

  test('that nobody listens where a proxy should be', async ({ place }) => {
    const sinks: FixtureSink[] = [['http', { url: 'https://127.0.0.1:10/', name: 'main' }]];
    const env = { ...ON.env, HTTPS_PROXY: 'http://user:s3cret@127.0.0.1:9' };
    const { code, stdout } = await runCommand(place, ['doctor'], { env, options: { sinks } });
    expect(code).toBe(1);
    expect(stdout).toMatch(/WRONG {2}sink main +the proxy cannot be reached/);
    expect(stdout).toContain('It goes through the proxy 127.0.0.1:9 (HTTPS_PROXY).');
    expect(stdout).not.toContain('s3cret');
  });

  test('a host that nobody knows', async ({ place }) => {
    const sinks: FixtureSink[] = [['http', { url: 'http://nowhere.invalid/', name: 'main' }]];
    const { checks } = await askCommand<Told>(place, ['doctor'], { ...ON, options: { sinks } });
    expect(checks.find(({ name }) => name === 'sink main')?.what).toMatch(/name of the host is not known/);
  });

  test('a clock that is wrong', async ({ place }) => {
    const date = new Date(Date.now() - 3 * 60 * 60 * 1000).toUTCString();
    const inbox = await startInbox(() => ({ status: 200, body: '', headers: { date } }));
    const sinks: FixtureSink[] = [['http', { url: inbox.url, name: 'main' }]];
    const { checks } = await askCommand<Told>(place, ['doctor'], { ...ON, options: { sinks } });
    await inbox.close();
    expect(checks.find(({ name }) => name === 'clock')).toMatchObject({
      result: 'wrong',
      what: expect.stringMatching(/by (2|3) hours/) as string,
    });
  });

  test('a folder that is used in place of the best one, and one where none can be made', async ({
    place,
    skip,
  }) => {
    const reason = whyNoMounts();
    if (reason !== undefined) skip(`Nothing can be made read-only: ${reason}.`);
    const second = await runCommand(place, ['doctor', '--json'], {
      ...ON,
      wrapper: withReadOnly(place.state),
    });
    expect((JSON.parse(second.stdout) as Told).checks).toContainEqual(
      expect.objectContaining({
        name: 'folder',
        result: 'wrong',
        what: expect.stringContaining('in place of') as string,
      }),
    );
    const none = await runCommand(place, ['doctor', '--json'], {
      ...ON,
      wrapper: withReadOnly(place.state, place.home, place.temp),
    });
    expect(none.code).toBe(1);
    expect((JSON.parse(none.stdout) as Told).checks).toContainEqual(
      expect.objectContaining({
        result: 'wrong',
        what: expect.stringContaining('none can be made') as string,
      }),
    );
  });

  test('a choice that cannot be trusted', async ({ place }) => {
    storeConsent(place.spool, { how: 'command', level: 'usage' });
    writeFileSync(join(place.spool, 'consent.json'), '{');
    const answer = await askCommand<Told>(place, ['doctor']);
    expect(answer).toMatchObject({ healthy: false, code: 1 });
    expect(answer.checks[0]).toMatchObject({ name: 'consent', result: 'wrong' });
  });

  test('what the tool does wrong', async ({ place }) => {
    storeConsent(place.spool, { how: 'command', level: 'full' });
    await runTool(place, { fixture: 'misuse.mjs', options: ASK });
    await waitForCouriers(place.root);
    expect((await askCommand<Told>(place, ['doctor'])).misuse).toEqual({ undeclared_field: 1 });
    expect(await succeed(place, ['doctor'])).toContain('undeclared_field 1 (for the author of the tool)');
  });
});
