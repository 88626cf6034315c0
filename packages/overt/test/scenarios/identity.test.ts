import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { listIds, resetIds } from '../../src/identity/ids.ts';
import { createNodePlatform } from '../../src/platform/node.ts';
import { timeOfRun } from '../../src/spool/run-id.ts';
import { AS_STRANGER, giveTo, STRANGER, whyNoStranger } from '../harness/abilities.ts';
import { withClock } from '../harness/clock.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, type FlatEvent } from '../harness/delivered.ts';
import type { Place } from '../harness/place.ts';
import { startRemote, type Remote } from '../harness/remote.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import { trackOnce } from '../harness/track-once.ts';
import { findNames, readSent, startTaker, type Taker } from '../harness/sent.ts';
import { settle } from '../harness/settle.ts';
import { readInstall } from '../harness/spool.ts';
import { test } from '../harness/test.ts';

const PROCESSES = 50;
const ID = /^[0-9a-f]{32}$/;
const MONTHLY = { identity: { kind: 'install', rotate: 'monthly' } };
const WEEKLY = { identity: { kind: 'install', rotate: 'weekly' } };
const DAY_MS = 24 * 60 * 60 * 1000;
const platform = createNodePlatform();

describe('the install id', () => {
  test('is one when 50 processes make it at once', async ({ place }) => {
    await trackAtOnce(Array.from({ length: PROCESSES }, () => startRemote(place)));
    await settle(place);
    const events = readDelivered(place);
    expect(events).toHaveLength(PROCESSES + 1);
    expect(new Set(events.map(installOf))).toEqual(new Set([readInstall(place)]));
    expect(readInstall(place)).toMatch(ID);
    expectIdFiles(place, ['install-id']);
  });

  test('is renewed with the month, by one of 50 processes at once, for all of them', async ({ place }) => {
    const end = Date.UTC(2026, 11, 1);
    const options = MONTHLY;
    const before = withClock(end - DAY_MS - Date.now());
    await runTool(place, { fixture: 'next.mjs', options, nodeArgs: before });
    await waitForCouriers(place.root);
    // Half a minute on either side, whatever this machine takes to start them all.
    const clocks = [-30_000, 1].map((ms) => withClock(end + ms - Date.now()));
    const tools = Array.from({ length: PROCESSES }, (_, index) => {
      const [late = [], early = []] = clocks;
      return startRemote(place, { options, nodeArgs: index % 2 === 0 ? late : early });
    });
    await trackAtOnce(tools);
    await settle(place, { options });
    const known = listAll(place);
    const events = readDelivered(place).filter(({ time }) => Math.abs(time - end) < 2 * DAY_MS);
    expect(events).toHaveLength(PROCESSES + 1);
    const idsOf = (isBefore: boolean): Set<unknown> =>
      new Set(events.filter(({ run }) => timeOfRun(run) < end === isBefore).map(installOf));
    expect(idsOf(true)).toEqual(new Set([readFile(place, 'install-id-2026-11')]));
    expect(idsOf(false)).toEqual(new Set([readFile(place, 'install-id-2026-12')]));
    expect(readFile(place, 'install-id-2026-11')).not.toBe(readFile(place, 'install-id-2026-12'));
    for (const name of ['install-id-2026-11', 'install-id-2026-12'])
      expect(known).toContain(readFile(place, name));
  });

  test('is renewed with the week, and ids of before are remembered', async ({ place }) => {
    for (const week of [0, 1, 2]) {
      const nodeArgs = withClock(week * 7 * DAY_MS);
      await runTool(place, { fixture: 'next.mjs', options: WEEKLY, nodeArgs });
      await waitForCouriers(place.root);
    }
    const ids = readDelivered(place).map(installOf);
    expect(new Set(ids).size).toBe(3);
    const { current, past } = listIds(platform, { folders: [place.spool], rotate: 'weekly' });
    expect(current).toBe(ids[0]);
    expect(new Set(past)).toEqual(new Set(ids.slice(1)));
    expect(past).toHaveLength(2);
  });

  test('of a run that goes on over the end of a period stays what it was', async ({ place }) => {
    const clock = join(place.root, 'clock');
    writeFileSync(clock, '0');
    const tool = startRemote(place, { options: WEEKLY, nodeArgs: withClock(clock) });
    for (const n of [0, 1, 2]) {
      await tool.call('track', 'scan.step', { n });
      await tool.call('flush');
      writeFileSync(clock, String(7 * DAY_MS));
    }
    await tool.end();
    await waitForCouriers(place.root);
    const events = readDelivered(place);
    expect(events).toHaveLength(3);
    expect(new Set(events.map(installOf)).size).toBe(1);
    expect(installOf(events[0])).toMatch(ID);
  });

  test('of another period is not told by the name of the parent', async ({ place }) => {
    const week = Math.floor((Date.now() + 3 * DAY_MS) / (7 * DAY_MS)) * 7 * DAY_MS - 3 * DAY_MS;
    const at = (ms: number): string[] => withClock(week + ms - Date.now());
    const parent = await trackOnce(place, { options: WEEKLY, nodeArgs: at(DAY_MS) });
    const env = { OVERT_RUN: parent.run };
    const near = await trackOnce(place, { options: WEEKLY, env, nodeArgs: at(2 * DAY_MS) });
    const far = await trackOnce(place, { options: WEEKLY, env, nodeArgs: at(8 * DAY_MS) });
    expect([near.parent, far.parent]).toEqual([parent.run, undefined]);
    expect([installOf(near), installOf(far)]).toEqual([installOf(parent), expect.stringMatching(ID)]);
    expect(installOf(far)).not.toBe(installOf(parent));
  });

  test('that is reset while a tool runs leaves that run without one, and the next has another', async ({
    place,
  }) => {
    const options = { consent: { level: 'full' } };
    const tool = startRemote(place, { options });
    await tool.call('track', 'scan.value', { count: 0, hash: 'x' });
    const old = readInstall(place);
    expect(resetIds(platform, [place.spool])).toBe(true);
    expect(listIds(platform, { folders: [place.spool], rotate: 'never' })).toEqual({ past: [old] });
    // The segment that is open has told its id; the one after it does not, nor does it hash with the new salt.
    await tool.call('flush');
    await tool.call('track', 'scan.value', { count: 1, hash: 'x' });
    await tool.call('flush');
    await tool.call('track', 'scan.value', { count: 2, hash: 'x' });
    await tool.end();
    await waitForCouriers(place.root);
    const next = await trackOnce(place, { options });
    const { current, past } = listIds(platform, { folders: [place.spool], rotate: 'never' });
    expect(installOf(next)).toBe(current);
    expect(current).not.toBe(old);
    expect(past).toEqual([old]);
    const events = readDelivered(place).filter(({ name }) => name === 'scan.value');
    expect(events.map((event) => [event.props['count'], installOf(event)])).toEqual([
      [0, old],
      [1, undefined],
      [2, undefined],
    ]);
    expect(events.map(({ props }) => typeof props['hash'])).toEqual(['string', 'undefined', 'undefined']);
    expect(new Set(readDelivered(place).map(({ id }) => id)).size).toBe(4);
  });

  test('is of one user', async ({ place, skip }) => {
    const reason = whyNoStranger();
    if (reason !== undefined) skip(`There is no other user: ${reason}.`);
    // Without a home, the state of both is in the same folder for temporary files.
    const env = { HOME: '/nonexistent', XDG_STATE_HOME: undefined };
    const mine = await trackOnce(place, { env });
    giveTo(STRANGER, join(place.root, 'out'));
    const own = join(place.temp, `overt-${process.getuid?.()}`);
    expect(existsSync(own)).toBe(true);
    for (const folder of [place.root, place.temp]) chmodSync(folder, 0o777);
    const theirs = await trackOnce(place, { env, wrapper: AS_STRANGER });
    expect(installOf(mine)).toMatch(ID);
    expect(installOf(theirs)).toMatch(ID);
    expect(installOf(mine)).not.toBe(installOf(theirs));
  });

  test.for([['install'], ['machine']])(
    'is neither made nor sent in CI: %s',
    async ([identity], { place }) => {
      const env = { CI: 'true', SCAN_TELEMETRY: 'usage' };
      const event = await trackOnce(place, { env, options: { identity } });
      expect(installOf(event)).toBeUndefined();
      expectIdFiles(place, []);
    },
  );
});

type Apart = {
  readonly apart: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** What happens in between. */
  readonly part: (place: Place) => ToolRun['nodeArgs'];
};

const APART: readonly Apart[] = [
  { apart: 'in two periods', options: WEEKLY, part: () => withClock(7 * DAY_MS) },
  {
    apart: 'before and after a reset',
    options: {},
    part: ({ spool }) => {
      expect(resetIds(platform, [spool])).toBe(true);
      return [];
    },
  },
];

describe('two runs', () => {
  test.for(APART)(
    '$apart: nothing that leaves is in both, hashes and the project among it',
    async ({ options, part }, { place, onTestFinished }) => {
      const taker = await startTaker();
      onTestFinished(() => taker.close());
      writeFileSync(join(place.cwd, 'package.json'), '{}');
      const props = { hash: 'the same in both' };
      const run = { options: { consent: { level: 'full' }, project: 'local', ...options } };
      const first = await send(place, [taker, props], run);
      const again = await send(place, [taker, props], run);
      const nodeArgs = part(place) ?? [];
      const second = await send(place, [taker, props], { ...run, nodeArgs });
      // Ids of run, installation and account, hash and project: what two runs have in common, but for the first.
      expect([first.size, again.size, second.size]).toEqual([5, 5, 5]);
      expect([...again].filter((name) => first.has(name))).toHaveLength(4);
      expect([...second].filter((name) => first.has(name) || again.has(name))).toEqual([]);
    },
  );

  test('without an id: nothing that leaves is in both', async ({ place, onTestFinished }) => {
    const taker = await startTaker();
    onTestFinished(() => taker.close());
    const run = { options: { consent: { level: 'full' }, identity: 'none' } };
    const first = await send(place, [taker, { count: 1 }], run);
    const second = await send(place, [taker, { count: 1 }], run);
    expect([first.size, second.size]).toEqual([1, 1]);
    expect([...second]).not.toEqual([...first]);
    expectIdFiles(place, []);
  });

  test('that are delivered together after a reset are not in one request', async ({
    place,
    onTestFinished,
  }) => {
    const taker = await startTaker();
    onTestFinished(() => taker.close());
    const options = { sinks: [['collector', { url: taker.url, key: 'key', name: 'main' }]] as const };
    taker.setFault('broken');
    const ids: string[] = [];
    for (const n of [0, 1]) {
      await runTool(place, { fixture: 'many.mjs', args: [String(n), '3'], options });
      await waitForCouriers(place.root);
      ids.push(readInstall(place));
      if (n === 0) resetIds(platform, [place.spool]);
    }
    taker.setFault('none');
    await settle(place, { options });
    const tool = startRemote(place, { options });
    await tool.call('flush', { timeoutMs: 10_000 });
    await tool.end();
    const sent = taker.received.map(readSent);
    const accounts = sent.map((text) => {
      const has = ids.filter((id) => text.includes(id));
      return [has.length, ...has, /"ledger":\{"id":"(\w+)"/.exec(text)?.[1] ?? 'none'];
    });
    expect(accounts.every(([count]) => count === 1)).toBe(true);
    expect(new Set(accounts.map(([, id]) => id))).toEqual(new Set(ids));
    // What waited from before the reset goes without an account: the account is of the new id.
    const withAccount = accounts.filter(([, , account]) => account !== 'none');
    expect(new Set(withAccount.map(([, id]) => id))).toEqual(new Set([ids[1]]));
  });
});

/** Runs a tool that records one event for two sinks, and answers what left that could name somebody. */
async function send(
  place: Place,
  [taker, props]: [Taker, object],
  { options, nodeArgs = [] }: Pick<ToolRun, 'options' | 'nodeArgs'>,
): Promise<Set<string>> {
  const sinks = [
    ['http', { url: taker.url, name: 'main' }],
    ['collector', { url: taker.url, key: 'key', name: 'other' }],
  ] as const;
  const from = taker.received.length;
  // Inline: so that the courier is in the tool's process and sees the tool's clock.
  const delivery = { mode: 'inline' };
  const tool = startRemote(place, { options: { ...options, sinks, delivery }, nodeArgs });
  await tool.call('track', 'scan.value', props);
  await tool.call('flush', { timeoutMs: 10_000 });
  await tool.end();
  await waitForCouriers(place.root);
  const sent = taker.received.slice(from).map(readSent);
  expect(sent).toHaveLength(2);
  return findNames(sent);
}

/** Has all of them record their first event at the same time. */
async function trackAtOnce(tools: readonly Remote[]): Promise<void> {
  await Promise.all(tools.map((tool) => tool.call('consent')));
  await Promise.all(tools.map((tool, n) => tool.call('track', 'scan.step', { n })));
  const ended = await Promise.all(tools.map((tool) => tool.end()));
  expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(tools.map(() => [0, '']));
}

function installOf(event: FlatEvent | undefined): string | undefined {
  return event?.resource['install'];
}

function readFile({ spool }: Place, name: string): string {
  return readFileSync(join(spool, name), 'utf8').trim();
}

function listAll({ spool }: Place): readonly string[] {
  const { current, past } = listIds(platform, { folders: [spool], rotate: 'monthly' });
  return current === undefined ? past : [current, ...past];
}

/** Expects these id files and no others: no draft and no spare is left. */
function expectIdFiles({ spool }: Place, names: readonly string[]): void {
  expect(readdirSync(spool).filter((name) => name.includes('install-id'))).toEqual(names);
}
