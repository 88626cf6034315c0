import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { RunEnd } from '../../src/sinks/batch.ts';
import { difference, readAccounts } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import { startFaultServer } from '../harness/fault-server.ts';
import { bundle } from '../harness/package.ts';
import type { Place } from '../harness/place.ts';
import { FIXTURES, runTool } from '../harness/run-tool.ts';
import { createSettings, type FixtureOptions, type FixtureSink } from '../harness/settings.ts';
import { test } from '../harness/test.ts';

/** Sinks whose code is in files of their own: what the courier makes of them. */
const MAIN = (place: Place): FixtureSink => ['file', { path: place.sinkFile, name: 'main' }];
const PACKED = 'packed.mjs';

type Call = {
  readonly memo?: string;
  readonly attempt: number;
  readonly ids: readonly string[];
  readonly heads: readonly { readonly run: string; readonly began?: true; readonly ended?: RunEnd }[];
};

describe('a sink in a file of its own', () => {
  test.for(['detached', 'inline'])('is loaded by what delivers: %s', async (mode, { place }) => {
    const options = { sinks: [MAIN(place), own(place)], delivery: { mode, deadlineMs: 20_000 } };
    await track(place, options);
    expect(ids(readCalls(place))).toEqual(readDelivered(place).map(({ id }) => id));
    expect((await accounts(place, options))['own']).toMatchObject({ delivered: 3, pending: 0 });
  });

  test('is asked for the rest only, is given back what it noted, and refuses single events', async ({
    place,
  }) => {
    const options = { sinks: [MAIN(place), own(place, { atOnce: 2 })] };
    await track(place, options, 9);
    const calls = readCalls(place);
    expect(calls.map(({ memo }) => memo)).toEqual([undefined, '2', '4', '6', '8'].slice(0, calls.length));
    // A courier tries three times; the next one goes on where it stopped.
    await track(place, options, 1);
    await track(place, options, 1);
    const all = ids(readCalls(place));
    expect(new Set(all).size).toBe(all.length);
    const { own: books } = await accounts(place, options);
    expect(books).toMatchObject({ recorded: 11, pending: 0 });
    expect((books?.delivered ?? 0) + (books?.dropped['rejected_odd'] ?? 0)).toBe(11);
    expect(books?.dropped['rejected_odd']).toBeGreaterThan(2);
  });

  test('is shown and tried like any other', async ({ place }) => {
    const inbox = await startFaultServer(async () => ({ status: 200, body: '' }));
    const sinks = [own(place, { url: `${inbox.url}/own?key=abc` })];
    const env = { FIXTURE_SETTINGS: JSON.stringify(createSettings(place, { sinks })) };
    const command = async (...args: string[]): Promise<string> =>
      (await runTool(place, { fixture: 'command.mjs', args, env })).stdout;
    expect(await command('show', '--sample')).toContain(`POST ${inbox.url}/own?key=key`);
    expect(inbox.requests()).toBe(0);
    expect(await command('doctor')).toMatch(/sink own +took the test event/);
    expect(inbox.requests()).toBe(1);
    rmSync(sinkPath(place));
    expect(await command('doctor')).toContain('sink_missing');
    await inbox.close();
  });
});

describe('a sink whose file', () => {
  const cases: readonly [name: string, text: string | undefined, reason: string][] = [
    ['is gone', undefined, 'sink_missing'],
    ['is damaged', 'this is no (JavaScript', 'sink_broken'],
    ['exports nothing', '', 'sink_broken'],
    ['throws', 'exports.createSink = () => { throw new Error("no"); }', 'sink_broken'],
    ['makes no sink', 'exports.createSink = () => ({})', 'sink_broken'],
    ['makes nothing', 'exports.createSink = () => undefined', 'sink_broken'],
    ['makes one that throws', 'exports.createSink = () => ({ send() { throw 1; } })', 'sink_threw'],
    ['makes one that answers nonsense', 'exports.createSink = () => ({ async send() {} })', 'sink_broken'],
  ];
  test.for(cases)('%s loses nothing, and holds up no other', async ([, text, reason], { place }) => {
    const options = { sinks: [own(place), MAIN(place)] };
    rmSync(sinkPath(place));
    if (text !== undefined) writeFileSync(sinkPath(place), text);
    await track(place, options);
    expect(readDelivered(place)).toHaveLength(3);
    expect((await accounts(place, options))['own']).toMatchObject({ delivered: 0, pending: 3 });
    expect(readFileSync(join(place.spool, 'ledger.json'), 'utf8')).toContain(reason);

    cpSync(join(FIXTURES, 'scripted-sink.cjs'), sinkPath(place));
    await track(place, options);
    expect((await accounts(place, options))['own']).toMatchObject({ delivered: 6, pending: 0 });
    expect(new Set(ids(readCalls(place))).size).toBe(6);
  });
});

describe('a sink in the one file of a tool', () => {
  test.for(['detached', 'inline'])('is placed beside the courier: %s', async (mode, { place }) => {
    const fixture = await bundle(place, PACKED, { format: 'esm', minify: true });
    const source = readFileSync(join(FIXTURES, 'scripted-sink.cjs'), 'utf8');
    const sinks: FixtureSink[] = [['module', { name: 'own', options: { path: callsPath(place) }, source }]];
    const delivery = { mode, deadlineMs: 20_000 };
    for (const first of ['0', '3'])
      await runTool(place, { fixture, args: [first], options: { sinks, delivery } });
    await waitForCouriers(place.root);
    expect(ids(readCalls(place))).toHaveLength(6);

    const placed = readdirSync(place.spool).filter((name) => name.startsWith('sink-'));
    expect(placed).toHaveLength(mode === 'detached' ? 1 : 0);
    for (const name of placed) expect(lstatSync(join(place.spool, name)).mode & 0o777).toBe(0o600);
    // What is in the state folder goes when consent does.
    await runTool(place, { fixture: 'command.mjs', args: ['disable'], options: { sinks: [MAIN(place)] } });
    await waitForCouriers(place.root);
    expect(readdirSync(place.spool).filter((name) => /^(sink|courier)-/.test(name))).toEqual([]);
  });
});

describe('that a run began and ended is told once, and to such sinks only', () => {
  const cases: readonly [end: string, command: string, status: RunEnd['status'] | undefined][] = [
    ['return', 'none', 'ok'],
    ['exit', 'inside', 'ok'],
    ['SIGKILL', 'open', 'abnormal'],
    ['SIGTERM', 'flushed', 'abnormal'],
    ['return', 'grown', 'ok'],
  ];
  test.for(cases)('%s, command %s', async ([end, command, status], { place }) => {
    const options = { sinks: [own(place), MAIN(place)] };
    await runTool(place, { fixture: 'ends.mjs', args: [end, command], options });
    await track(place, options);
    const heads = readCalls(place).flatMap((call) => call.heads);
    const [run = ''] = heads.map((head) => head.run);
    const of = heads.filter((head) => head.run === run);
    expect(of.filter(({ began }) => began === true)).toHaveLength(1);
    const ended = of.flatMap((head) => (head.ended === undefined ? [] : [head.ended.status]));
    expect(ended).toEqual([status]);
    const text = readFileSync(place.sinkFile, 'utf8');
    expect(text).not.toMatch(/"began"|"ended"/);
  });
});

function own(place: Place, options: Readonly<Record<string, unknown>> = {}): FixtureSink {
  cpSync(join(FIXTURES, 'scripted-sink.cjs'), sinkPath(place));
  return [
    'module',
    { name: 'own', options: { path: callsPath(place), ...options }, module: { file: sinkPath(place) } },
  ];
}

function sinkPath({ root }: Place): string {
  return join(root, 'out', 'own-sink.cjs');
}

function callsPath({ root }: Place): string {
  return join(root, 'out', 'calls.ndjson');
}

/** Records some events and waits until they are delivered, as far as that goes. */
async function track(place: Place, options: FixtureOptions, events = 3): Promise<void> {
  const { stderr } = await runTool(place, { fixture: 'many.mjs', args: ['0', String(events)], options });
  expect(stderr).toBe('');
  await waitForCouriers(place.root);
}

async function accounts(place: Place, options: FixtureOptions): ReturnType<typeof readAccounts> {
  const all = await readAccounts(place, { options });
  for (const account of Object.values(all)) expect(difference(account)).toBe(0);
  return all;
}

function readCalls(place: Place): Call[] {
  if (!existsSync(callsPath(place))) return [];
  const lines = readFileSync(callsPath(place), 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Call);
}

function ids(calls: readonly Call[]): string[] {
  return calls.flatMap((call) => call.ids);
}
