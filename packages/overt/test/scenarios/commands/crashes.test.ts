import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Crashes, CrashReport, SentReport, ShownReport } from 'overt';
import { describe, expect } from 'vitest';
import { askCommand, runCommand, said, succeed } from '../../harness/command.ts';
import { waitForCouriers } from '../../harness/couriers.ts';
import { readDelivered, type FlatEvent } from '../../harness/delivered.ts';
import { startInbox, type Inbox } from '../../harness/inbox.ts';
import { storeConsent, type Place } from '../../harness/place.ts';
import { startRemote } from '../../harness/remote.ts';
import { runTool } from '../../harness/run-tool.ts';
import type { FixtureOptions, FixtureSink } from '../../harness/settings.ts';
import { snapshot } from '../../harness/snapshot.ts';
import { test } from '../../harness/test.ts';

const ASK: FixtureOptions = { consent: { default: 'ask' } };

describe('crashes', () => {
  test('says that there are none, and makes nothing', async ({ place }) => {
    const before = snapshot(place.root);
    expect(await succeed(place, ['crashes'])).toBe('No reports of crashes are stored here.\n');
    expect(await askCommand(place, ['crashes'])).toEqual({ ok: true, reports: [], code: 0 });
    expect(snapshot(place.root)).toEqual(before);
  });

  test('lists what crashed and what was handled, newest first; what is to be expected is no report', async ({
    place,
  }) => {
    for (const end of ['usage', 'handled', 'work', 'crash']) await crash(place, 'local', { end });
    const before = snapshot(place.root);
    const reports = await list(place);
    expect(snapshot(place.root)).toEqual(before);
    const told = reports.map(({ kind, what, code = '', command }) => [
      kind,
      what.toLowerCase(),
      code.toLowerCase(),
      command,
    ]);
    expect(told[0]).toEqual(['crash', 'typeerror', 'err_on_purpose', 'scan deep']);
    expect(told.at(-1)).toEqual(['error', 'rangeerror', '', 'scan deep']);
    expect(told.flat()).not.toContain('usageerror');
    expect(reports.every(({ reference }) => /^[0-9A-Z]{8}-\d+$/.test(reference))).toBe(true);
    const text = await succeed(place, ['crashes']);
    for (const { reference } of reports) expect(text).toContain(reference);
    expect(text).toContain('main: kept here\n');
    expect(text).toContain('`scan telemetry crashes show <reference>`');
  });

  test('is there where nothing was merged yet, and after it was sent', async ({ place }) => {
    // There, nothing is delivered by itself.
    await crash(place, 'usage', { env: { CODEX_SANDBOX_NETWORK_DISABLED: '1' } });
    const [waiting] = await list(place);
    expect(waiting?.sinks).toEqual([{ sink: 'main', state: 'waits' }]);
    await succeed(place, ['flush']);
    const [sent] = await list(place);
    expect(sent).toEqual({
      ...waiting,
      sinks: [{ sink: 'main', state: 'sent', time: expect.any(Number) as number }],
    });
    expect(await succeed(place, ['crashes'])).toMatch(/\n {6}main: sent \d{4}-\d\d-\d\d \d\d:\d\d UTC\n/);
  });

  test('knows each sink by itself', async ({ place, onTestFinished }) => {
    const [good, bad, worse] = [
      await startInbox(),
      await startInbox(() => ({ status: 400, body: '' })),
      await startInbox(),
    ];
    onTestFinished(async () => void (await Promise.all([good, bad, worse].map((inbox) => inbox.close()))));
    worse.setFault('broken');
    const sinks = [sinkOf(good, 'good'), sinkOf(bad, 'bad'), sinkOf(worse, 'worse')];
    await crash(place, 'usage', { sinks });
    const [report] = await list(place, { sinks });
    expect(report?.sinks).toMatchObject([
      { sink: 'good', state: 'sent' },
      { sink: 'bad', state: 'dropped', reason: 'status_400' },
      { sink: 'worse', state: 'waits', reason: 'status_500' },
    ]);
  });
});

describe('crashes show', () => {
  test('prints all that is in the report, as it leaves', async ({ place }) => {
    const { reference } = await crashOnce(place, 'local');
    const { event } = await askCommand<ShownReport>(place, ['crashes', 'show', reference]);
    const text = await succeed(place, ['crashes', 'show', reference]);
    await succeed(place, ['crashes', 'send', reference]);
    const [sent] = readDelivered(place);
    expect(event).toEqual(sent);
    for (const [name, value] of Object.entries({ ...sent?.props, ...sent?.resource }))
      expect(text).toContain(name === 'stack' ? String(value) : `${name} `);
    expect(text).toContain(`Report ${reference}: crash: `);
    for (const secret of ['thrown on purpose', 'anna@example.com', place.root])
      expect(text).not.toContain(secret);
  });

  test('takes either case, and as much of the reference as is needed', async ({ place }) => {
    const { reference } = await crashOnce(place, 'local');
    for (const typed of [reference.toLowerCase(), reference.slice(0, -1), reference.slice(0, 2)]) {
      const { report } = await askCommand<ShownReport>(place, ['crashes', 'show', typed]);
      expect(report.reference).toBe(reference);
    }
  });

  test.for([
    { args: ['show'], code: 2, says: 'Expected a reference after show.' },
    { args: ['send', ''], code: 2, says: 'Expected a reference after send.' },
    { args: ['remove', 'X'], code: 2, says: 'Expected show or send, got "remove".' },
    {
      args: ['show', 'NOWHERE'],
      code: 1,
      says: 'There is no report "NOWHERE" here. See `scan telemetry crashes`.',
    },
    { args: ['send', '\u001b[2J'], code: 1, says: 'There is no report "?[2J" here.' },
  ])('$args: $code', async ({ args, code, says }, { place }) => {
    await crash(place, 'local');
    const ended = said(await runCommand(place, ['crashes', ...args]));
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(`scan: ${says}`);
  });

  test('names all that it may be', async ({ place }) => {
    // One run, so that all of them begin alike.
    const tool = startRemote(place, {
      options: { ...ASK, consent: { default: 'ask', configured: 'local' } },
    });
    const references = [
      await tool.call<string>('captureError', 'one'),
      await tool.call<string>('captureError', 'two'),
    ];
    await tool.end();
    await waitForCouriers(place.root);
    const beginning = String(references[0]).slice(0, 8);
    const { code, stderr } = await runCommand(place, ['crashes', 'show', beginning]);
    expect(code).toBe(2);
    for (const reference of references) expect(stderr).toContain(reference);
    expect((await runCommand(place, ['crashes', 'show', String(references[0])])).code).toBe(0);
  });
});

describe('crashes send', () => {
  test('sends what is kept here: once, as it is, and the log has it', async ({ place }) => {
    const { reference } = await crashOnce(place, 'local');
    expect(await succeed(place, ['crashes', 'send', reference])).toMatch(
      new RegExp(`^Report ${reference} is sent.\n  main: sent .* UTC\n$`),
    );
    const [event, ...others] = readDelivered(place);
    expect(others).toEqual([]);
    expect(event).toMatchObject({ name: 'crash', level: 'errors' });
    expect(await succeed(place, ['crashes', 'send', reference.toLowerCase()])).toMatch(
      new RegExp(`^Report ${reference} was sent before.\n  main: sent .* UTC\n$`),
    );
    expect(readDelivered(place)).toHaveLength(1);
    expect(await succeed(place, ['log'])).toMatch(/ {2}main {2}a report, by hand {2}accepted\n$/);
    const { entries } = await askCommand<{ entries: { events: FlatEvent[] }[] }>(place, ['log', '--events']);
    expect(entries.at(-1)?.events).toEqual([event]);
    expect((await list(place))[0]?.sinks).toMatchObject([{ state: 'sent' }]);
  });

  test('what waits leaves now, and only if it is taken the answer is yes', async ({
    place,
    onTestFinished,
  }) => {
    const inbox = await startInbox();
    onTestFinished(() => inbox.close());
    const options = { sinks: [sinkOf(inbox, 'main')] };
    inbox.setFault('broken');
    const { reference } = await crashOnce(place, 'usage', options);
    const refused = await send(place, reference, options);
    expect(refused).toMatchObject({
      code: 1,
      taken: false,
      report: { sinks: [{ state: 'waits', reason: 'status_500' }] },
    });
    inbox.setFault('none');
    expect(await send(place, reference, options)).toMatchObject({ code: 0, taken: true, already: false });
    expect(await send(place, reference, options)).toMatchObject({ code: 0, taken: true, already: true });
    expect(inbox.events().filter(({ name }) => name === 'crash')).toHaveLength(1);
    const { accounts } = await askCommand<{ accounts: { main: { balanced: boolean } } }>(place, ['doctor'], {
      options: { ...ASK, ...options },
    });
    expect(accounts.main.balanced).toBe(true);
  });

  test('one sink that does not take it: it can be tried again there, under the same id', async ({
    place,
    onTestFinished,
  }) => {
    const [good, bad] = [await startInbox(), await startInbox()];
    onTestFinished(async () => void (await Promise.all([good.close(), bad.close()])));
    const sinks = [sinkOf(good, 'good'), sinkOf(bad, 'bad')];
    const { reference } = await crashOnce(place, 'local', { sinks });
    bad.setFault('broken');
    expect(await send(place, reference, { sinks })).toMatchObject({
      code: 1,
      report: { sinks: [{ state: 'sent' }, { state: 'kept', reason: 'status_500' }] },
    });
    const { stdout } = await runCommand(place, ['crashes', 'send', reference], {
      options: { ...ASK, sinks },
    });
    expect(stdout).toContain('was not taken everywhere');
    expect(stdout).toMatch(/bad: kept here \(tried .* UTC: status_500\)/);
    bad.setFault('none');
    expect(await send(place, reference, { sinks })).toMatchObject({ code: 0, taken: true });
    expect(good.events()).toHaveLength(1);
    expect(bad.events().map(({ id }) => id)).toEqual(good.events().map(({ id }) => id));
  });

  test('what a sink did not want can be offered to it again', async ({ place, onTestFinished }) => {
    let status = 400;
    const inbox = await startInbox(() => ({ status, body: '' }));
    onTestFinished(() => inbox.close());
    const sinks = [sinkOf(inbox, 'main')];
    const { reference } = await crashOnce(place, 'usage', { sinks });
    expect(await send(place, reference, { sinks })).toMatchObject({
      code: 1,
      report: { sinks: [{ state: 'dropped' }] },
    });
    status = 200;
    expect(await send(place, reference, { sinks })).toMatchObject({
      code: 0,
      report: { sinks: [{ state: 'sent' }] },
    });
  });

  test('a sink that never answers is given up in time', async ({ place, onTestFinished }) => {
    const inbox = await startInbox();
    onTestFinished(() => inbox.close());
    const sinks = [sinkOf(inbox, 'main')];
    const { reference } = await crashOnce(place, 'local', { sinks });
    inbox.setFault('silent');
    const { code, wallMs } = await runCommand(place, ['crashes', 'send', reference], {
      options: { ...ASK, sinks },
    });
    expect(code).toBe(1);
    expect(wallMs).toBeLessThan(14_000);
  });

  type Refusal = {
    readonly by: string;
    readonly env?: Record<string, string>;
    readonly policy?: object;
    readonly says: string;
  };
  const REFUSALS: readonly Refusal[] = [
    { by: 'DO_NOT_TRACK', env: { DO_NOT_TRACK: '1' }, says: 'DO_NOT_TRACK is set to "1".' },
    { by: 'a policy: off', policy: { level: 'off' }, says: 'this machine\'s policy, says "off".' },
    { by: 'a policy: local at most', policy: { atMost: 'local' }, says: 'allows "local" at most.' },
    { by: 'a policy that cannot be read', policy: { level: 'no' }, says: 'cannot be read or trusted' },
    { by: 'OVERT_DEBUG=show', env: { OVERT_DEBUG: 'show' }, says: 'OVERT_DEBUG asks to show it only.' },
  ];
  test.for(REFUSALS)('is refused by $by', async ({ env = {}, policy, says }, { place }) => {
    const { reference } = await crashOnce(place, 'local');
    const policyFile = join(place.root, 'policy.json');
    if (policy !== undefined) writePolicy(policyFile, policy);
    const options = { consent: { default: 'ask', policyFile } };
    const { code, stdout, stderr } = await runCommand(place, ['crashes', 'send', reference], {
      env,
      options,
    });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('scan: Nothing was sent. ');
    expect(stderr).toContain(says);
    expect(readDelivered(place)).toEqual([]);
  });

  test.for([
    { though: 'a variable says off', run: { env: { SCAN_TELEMETRY: 'off' } } },
    { though: 'this is CI', run: { env: { CI: 'true' } } },
    { though: 'the project says off', run: {}, project: 'off' },
    {
      though: 'there is a newer text',
      run: { options: { consent: { default: 'ask', text: { version: 2 } } } },
    },
  ])('is done though $though', async ({ run, project }, { place }) => {
    const { reference } = await crashOnce(place, 'local');
    if (project !== undefined) writePolicy(join(place.cwd, '.overt.json'), { level: project });
    expect((await runCommand(place, ['crashes', 'send', reference], run)).code).toBe(0);
    expect(readDelivered(place)).toHaveLength(1);
  });

  test('is there as a function', async ({ place }) => {
    const { reference } = await crashOnce(place, 'local');
    const tool = startRemote(place, { options: ASK });
    expect(await tool.call<Answer<Crashes>>('crashes')).toMatchObject({ ok: true, reports: [{ reference }] });
    expect(await tool.call('crashes', 'show', reference)).toMatchObject({
      ok: true,
      event: { name: 'crash' },
    });
    expect(await tool.call('crashes', 'send', reference)).toMatchObject({ ok: true, taken: true });
    expect(await tool.call('crashes', 'show', 'nowhere')).toMatchObject({ ok: false, exitCode: 1 });
    expect(await tool.call('crashes', 'drop')).toMatchObject({ ok: false, exitCode: 2 });
    await tool.end();
  });
});

type CrashOptions = FixtureOptions & { readonly end?: string; readonly env?: Record<string, string> };

async function crash(
  place: Place,
  level: string,
  { end = 'crash', env = {}, ...options }: CrashOptions = {},
): Promise<void> {
  storeConsent(place.spool, { how: 'command', level });
  await runTool(place, { fixture: 'fails.mjs', args: [end], env, options: { ...ASK, ...options } });
  await waitForCouriers(place.root);
}

async function crashOnce(place: Place, level: string, options: FixtureOptions = {}): Promise<CrashReport> {
  await crash(place, level, { end: 'late', ...options });
  const [report] = await list(place, options);
  if (report === undefined) throw new Error('Expected the report of a crash.');
  return report;
}

async function list(place: Place, options: FixtureOptions = {}): Promise<readonly CrashReport[]> {
  return (await askCommand<Crashes>(place, ['crashes'], { options: { ...ASK, ...options } })).reports;
}

function send(
  place: Place,
  reference: string,
  options: FixtureOptions,
): Promise<SentReport & { readonly code: number | null }> {
  return askCommand<SentReport>(place, ['crashes', 'send', reference], { options: { ...ASK, ...options } });
}

function sinkOf(inbox: Inbox, name: string): FixtureSink {
  return ['http', { url: inbox.url, name }];
}

function writePolicy(path: string, rule: object): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, JSON.stringify({ format: 1, tools: { scan: rule } }), { mode: 0o600 });
}
