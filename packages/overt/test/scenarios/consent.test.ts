import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import { startFaultServer } from '../harness/fault-server.ts';
import { startInbox } from '../harness/inbox.ts';
import { storeConsent, type Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import type { FixtureOptions } from '../harness/settings.ts';
import { test } from '../harness/test.ts';

/** Three errors, nine steps and the command itself. */
const ERRORS = 3;
const ALL = 13;

const work = (consent: Readonly<Record<string, unknown>>, more: Partial<ToolRun> = {}): ToolRun => ({
  fixture: 'work.mjs',
  args: ['0', '12'],
  ...more,
  options: { ...more.options, consent },
});

type Case = {
  readonly by: string;
  readonly consent?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly stored?: string;
  /** What the file of the project says of all tools. */
  readonly project?: Readonly<Record<string, string>>;
  /** How many events arrive. */
  readonly arrive: number;
};

const ASK = { default: 'ask' };
const CASES: readonly Case[] = [
  { by: 'nothing', arrive: 0 },
  { by: 'its own variable', env: { SCAN_TELEMETRY: 'errors' }, arrive: ERRORS },
  { by: 'its own variable: yes', env: { SCAN_TELEMETRY: 'yes' }, arrive: ALL },
  {
    by: 'an alias, which the courier knows too',
    consent: { aliases: [{ variable: 'SHARED_TELEMETRY' }] },
    env: { SHARED_TELEMETRY: 'true' },
    arrive: ALL,
  },
  {
    by: 'an alias that says no beside a variable that says yes',
    consent: { aliases: [{ variable: 'SCAN_QUIET', yes: 'off', no: 'ignore' }] },
    env: { SCAN_TELEMETRY: '1', SCAN_QUIET: '1' },
    arrive: 0,
  },
  { by: 'a stored choice', stored: 'errors', arrive: ERRORS },
  { by: "the tool's configuration", consent: { configured: true }, arrive: ALL },
  {
    by: "the tool's configuration, lower than the choice",
    consent: { configured: 'errors' },
    stored: 'full',
    arrive: ERRORS,
  },
  { by: 'a project that lowers a choice', stored: 'full', project: { atMost: 'errors' }, arrive: ERRORS },
  {
    by: 'a project that lowers a variable',
    env: { SCAN_TELEMETRY: '1' },
    project: { level: 'off' },
    arrive: 0,
  },
  { by: 'a project that would raise', stored: 'errors', project: { level: 'full' }, arrive: ERRORS },
  { by: 'a choice in CI', stored: 'usage', env: { CI: 'true' }, arrive: ALL },
  { by: 'CI', consent: { default: 'on' }, env: { CI: 'true' }, arrive: 0 },
  {
    by: 'CI where the author lets it',
    consent: { default: 'on', ci: 'on' },
    env: { CI: 'true' },
    arrive: ALL,
  },
  { by: 'CI that does not say so', consent: { ci: 'on' }, env: { TF_BUILD: 'True' }, arrive: ALL },
  { by: 'a mandatory tool', consent: { mandatory: true }, stored: 'off', arrive: ALL },
  {
    by: 'DO_NOT_TRACK for a mandatory tool',
    consent: { mandatory: true },
    env: { DO_NOT_TRACK: '1' },
    arrive: 0,
  },
];

describe('decided by', () => {
  test.for(CASES)('$by: $arrive of 13 events arrive', async (row, { place }) => {
    const { consent = {}, env = {}, stored, project } = row;
    if (stored !== undefined) storeConsent(place.spool, { how: 'command', level: stored });
    if (project !== undefined) {
      mkdirSync(join(place.cwd, '.git'));
      writeRules(join(place.cwd, '.overt.json'), project);
    }
    await runTool(place, work({ ...ASK, ...consent }, { env }));
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toHaveLength(row.arrive);
    if (row.arrive === 0 && stored === undefined) expect(existsSync(place.spool)).toBe(false);
  });

  test('a project further up, but not above its repository', async ({ place }) => {
    const inside = join(place.cwd, 'repo/deep/down');
    mkdirSync(inside, { recursive: true });
    writeRules(join(place.cwd, '.overt.json'), { atMost: 'off' });
    const run = work({ configured: true, default: 'on' });
    const at = { ...place, cwd: inside };
    await runTool(at, run);
    expect(existsSync(place.spool)).toBe(false);
    mkdirSync(join(place.cwd, 'repo/.git'));
    await runTool(at, run);
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toHaveLength(ALL);
  });

  test('a working folder that is gone: there is no project', async ({ place }) => {
    const gone = join(place.cwd, 'gone');
    mkdirSync(gone);
    const wrapper = ['sh', '-c', 'rmdir "$PWD" && exec "$@"', 'sh'];
    await runTool({ ...place, cwd: gone }, work({ configured: true, default: 'on' }, { wrapper }));
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toHaveLength(ALL);
  });
});

describe('the policy of the machine', () => {
  const POLICIES = [
    { says: { level: 'off' }, consent: { configured: true }, arrive: 0 },
    { says: { level: 'errors' }, consent: ASK, arrive: ERRORS },
    { says: { level: 'usage' }, consent: { configured: false }, arrive: ALL },
    { says: { atMost: 'errors' }, consent: { configured: true }, arrive: ERRORS },
    { says: { atMost: 'errors' }, consent: { mandatory: true }, arrive: ALL },
    { says: { atMost: 'full' }, consent: ASK, arrive: 0 },
  ] as const;

  test.for(POLICIES)(
    'says $says, the tool $consent: $arrive events arrive',
    async ({ says, consent, arrive }, { place }) => {
      const policyFile = join(place.root, 'policy.json');
      writeRules(policyFile, says);
      await runTool(place, work({ default: 'on', ...consent, policyFile }));
      await waitForCouriers(place.root);
      expect(readDelivered(place)).toHaveLength(arrive);
    },
  );

  test('is obeyed by a process that runs, with its next event', async ({ place }) => {
    const policyFile = join(place.root, 'policy.json');
    const running = startRemote(place, {
      options: { consent: { default: 'on', configured: true, policyFile } },
    });
    await running.call('track', 'scan.step', { n: 0 });
    writeRules(policyFile, { level: 'off' });
    await running.call('track', 'scan.step', { n: 1 });
    expect(await running.call('consent')).toMatchObject({ level: 'off', source: 'policy', locked: true });
    expect(await running.call('choose', 'full')).toBe(false);
    await running.end();
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toEqual([]);
  });

  test('is obeyed by a courier before its next request', async ({ place, onTestFinished }) => {
    const policyFile = join(place.root, 'policy.json');
    const server = await startFaultServer(async () => {
      writeRules(policyFile, { level: 'off' });
      return { status: 200, body: '' };
    });
    onTestFinished(() => server.close());
    const options: FixtureOptions = { sinks: [['http', { url: server.url, name: 'main' }]] };
    await runTool(place, work({ default: 'on', configured: true, policyFile }, { options }));
    await waitForCouriers(place.root);
    expect(server.requests()).toBe(1);
    expect(readdirSync(join(place.spool, 'outbox'))).toEqual([]);
  });
});

describe('local', () => {
  test('keeps what is recorded for the user to read, and sends nothing to any sink', async ({
    place,
    onTestFinished,
  }) => {
    const inbox = await startInbox();
    onTestFinished(() => inbox.close());
    storeConsent(place.spool, { how: 'command', level: 'local' });
    const sinks: FixtureOptions['sinks'] = [
      ['http', { url: inbox.url, name: 'main' }],
      ['file', { path: place.sinkFile, name: 'other' }],
    ];
    await runTool(place, work(ASK, { options: { sinks } }));
    await waitForCouriers(place.root);
    expect(inbox.received).toEqual([]);
    expect(readDelivered(place)).toEqual([]);
    expect(readJournal(place)).toHaveLength(ALL);
    expect(await readAccount(place)).toMatchObject({
      recorded: ALL,
      delivered: 0,
      pending: 0,
      dropped: { kept_local: ALL },
    });
  });
});

describe('what nobody may change', () => {
  test('is not changed by a choice, and nothing is removed', async ({ place }) => {
    const running = startRemote(place, { options: { consent: { mandatory: true } } });
    await running.call('track', 'scan.step', { n: 0 });
    expect(await running.call('choose', 'off')).toBe(false);
    await running.call('track', 'scan.step', { n: 1 });
    await running.end();
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toHaveLength(2);
  });
});

function writeRules(path: string, rule: Readonly<Record<string, string>>): void {
  writeFileSync(path, JSON.stringify({ format: 1, tools: { '*': rule } }), { mode: 0o644 });
}

function readJournal({ spool }: Place): unknown[] {
  const folder = join(spool, 'journal');
  const files = readdirSync(folder).filter((name) => name !== 'deliveries.ndjson');
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean));
  return lines.map((line) => JSON.parse(line) as object).filter((line) => 'name' in line);
}
