import { chmodSync, copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { difference, readAccount, readAccounts } from '../harness/account.ts';
import { test } from '../harness/busy.ts';
import { findCouriers, waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, readWhatCounts } from '../harness/delivered.ts';
import { startInbox, type Inbox } from '../harness/inbox.ts';
import { runUnchanged } from '../harness/look.ts';
import { startRemote } from '../harness/remote.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import type { FixtureOptions, FixtureSink } from '../harness/settings.ts';
import { settle } from '../harness/settle.ts';
import { waitFor } from '../harness/wait-for.ts';

const DEADLINE_MS = 600;
/** What a process may take longer on a machine that has other things to do. */
const MARGIN_MS = 2000;
const EVENTS = 12;
const WORK: ToolRun = { fixture: 'work.mjs', args: ['0', String(EVENTS)] };

describe('mode auto', () => {
  test.for([
    { CI: 'true', mode: 'inline' },
    { CI: '1', mode: 'inline' },
    { CI: 'some-vendor', mode: 'inline' },
    { CI: undefined, mode: 'detached' },
    { CI: '', mode: 'detached' },
    { CI: '0', mode: 'detached' },
    { CI: 'FALSE', mode: 'detached' },
  ])('with CI=$CI is $mode', async ({ CI, mode }, { place }) => {
    const inbox = await startInbox();
    inbox.setFault('silent');
    const delivery = { mode: 'auto', deadlineMs: DEADLINE_MS };
    await runTool(place, { ...WORK, env: { CI }, options: { sinks: [sinkOf(inbox)], delivery } });
    // Whoever sends, waits; and it is the tool that waited, if nobody does after its end.
    expect(findCouriers(place.root)).toHaveLength(mode === 'inline' ? 0 : 1);
    await waitFor('the request', () => inbox.requests() > 0);
    await inbox.close();
  });
});

describe('a single executable', () => {
  // Node under another name looks like one: what runs is called as the tool is, and cannot be asked to run a file.
  test.for(['auto', 'detached'])('starts no copy of itself in mode %s', async (mode, { place }) => {
    const program = join(place.root, 'scan');
    copyFileSync(process.execPath, program);
    chmodSync(program, 0o755);
    await runTool(place, { ...WORK, program, options: { delivery: { mode, deadlineMs: 20_000 } } });
    expect(findCouriers(place.root)).toEqual([]);
    expect(readDelivered(place)).toHaveLength(mode === 'auto' ? EVENTS + 1 : 0);
    await runTool(place, { fixture: 'next.mjs' });
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toHaveLength(EVENTS + 2);
  });
});

describe('mode inline', () => {
  const options: FixtureOptions = { delivery: { mode: 'inline', deadlineMs: DEADLINE_MS } };
  const patient: FixtureOptions = { delivery: { mode: 'inline', deadlineMs: 20_000 } };

  test.for(['return', 'exit', 'throw', 'reject'])(
    'has delivered when the tool ends by %s',
    async (end, { place }) => {
      await runUnchanged(place, { fixture: 'ends.mjs', args: [end, 'open'], options: patient });
      expect(findCouriers(place.root)).toEqual([]);
      const account = await readAccount(place);
      expect(account.recorded).toBeGreaterThan(5);
      expect(account).toMatchObject({ delivered: account.recorded, pending: 0, dropped: {} });
      expect(readDelivered(place)).toHaveLength(account.recorded);
    },
  );

  test.for(['return', 'exit'])(
    'on a silent network holds up a tool that ends by %s until its deadline',
    async (end, { place }) => {
      const inbox = await startInbox();
      inbox.setFault('silent');
      const run: ToolRun = {
        fixture: 'ends.mjs',
        args: [end, 'none'],
        options: { ...options, sinks: [sinkOf(inbox)] },
      };
      const bare = await runTool(place, { ...run, stub: true, env: { FIXTURE_PROGRESS: '' } });
      const ended = await runUnchanged(place, run);
      expect(ended.wallMs - bare.wallMs).toBeLessThan(DEADLINE_MS + MARGIN_MS);
      expect(findCouriers(place.root)).toEqual([]);

      inbox.setFault('none');
      await settle(place, { options: { sinks: [sinkOf(inbox)] } });
      expect(inbox.events()).toHaveLength(end === 'exit' ? 7 : 6);
      expect(difference(await readAccount(place))).toBe(0);
      await inbox.close();
    },
  );
});

describe('mode background', () => {
  test('delivers while the tool runs', async ({ place }) => {
    const tool = startRemote(place, { options: { delivery: { mode: 'background', intervalMs: 100 } } });
    for (let n = 0; n < 3; n += 1) {
      await tool.call('track', 'scan.step', { n });
      await waitFor('the event to arrive', () => readDelivered(place).length === n + 1);
    }
    expect(findCouriers(place.root)).toEqual([]);
    await tool.call('track', 'scan.step', { n: 3 });
    expect(await tool.end()).toMatchObject({ code: 0, stderr: '' });
    await waitForCouriers(place.root);
    expect(readWhatCounts(place).map(({ props }) => props['n'])).toEqual([0, 1, 2, 3]);
  });

  test('does not keep the tool alive', async ({ place }) => {
    await runUnchanged(place, {
      ...WORK,
      options: { delivery: { mode: 'background', intervalMs: 86_400_000 } },
    });
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toHaveLength(EVENTS + 1);
  });
});

describe('flush', () => {
  test.for([
    { network: 'none', outcome: 'delivered', pending: 0 },
    { network: 'silent', outcome: 'timeout', pending: 2 },
    { network: 'busy', outcome: 'pending', pending: 2 },
  ] as const)('on a network that is $network', async ({ network, ...result }, { place }) => {
    const inbox = await startInbox();
    inbox.setFault(network);
    const tool = startRemote(place, { options: { sinks: [sinkOf(inbox)] } });
    for (const n of [0, 1]) await tool.call('track', 'scan.step', { n });
    const timeoutMs = network === 'silent' ? 200 : 20_000;
    expect(await tool.call('flush', { timeoutMs })).toEqual(result);
    expect(inbox.events()).toHaveLength(2 - result.pending);
    await tool.kill('SIGKILL');
    await inbox.close();
  });

  test('while it is off', async ({ place }) => {
    const tool = startRemote(place, { env: { DO_NOT_TRACK: '1' } });
    expect(await tool.call('flush')).toEqual({ outcome: 'off', pending: 0 });
    expect(await tool.end()).toMatchObject({ code: 0, stderr: '' });
  });
});

test('close delivers at once, and what is recorded after it arrives too', async ({ place }) => {
  const tool = startRemote(place);
  await tool.call('track', 'scan.step', { n: 0 });
  await tool.call('close');
  await waitFor('the event to arrive', () => readDelivered(place).length === 1);
  await tool.call('track', 'scan.step', { n: 1 });
  await tool.call('close');
  await tool.end();
  await settle(place);
  expect(readWhatCounts(place).map(({ props }) => props['n'])).toEqual([0, 1]);
});

describe('a sink', () => {
  test('that prints: the events follow what the tool printed', async ({ place }) => {
    const options: FixtureOptions = {
      sinks: [['stdout', { name: 'main' }]],
      delivery: { mode: 'auto', deadlineMs: 20_000 },
    };
    const { stdout, stderr } = await runTool(place, { ...WORK, options });
    const [own, ...lines] = stdout.trimEnd().split('\n');
    expect([own, stderr]).toEqual(['looking around', 'one thing was odd\n']);
    const events = lines.map((line) => JSON.parse(line) as { id: string });
    expect(new Set(events.map(({ id }) => id)).size).toBe(EVENTS + 1);
  });

  test('that does nothing: the events are in the journal', async ({ place }) => {
    await runUnchanged(place, { ...WORK, options: { sinks: [['noop', { name: 'main' }]] } });
    await waitForCouriers(place.root);
    expect(await readAccount(place)).toMatchObject({ delivered: EVENTS + 1, pending: 0 });
    expect(readdirSync(join(place.spool, 'journal'))).toHaveLength(3);
  });

  test('that is busy does not hold up another one', async ({ place, busy }) => {
    const [kind, settings] = busy.sink;
    const sinks: FixtureSink[] = [
      ['file', { path: place.sinkFile, name: 'main' }],
      [kind, { ...settings, name: 'other' }],
    ];
    const options: FixtureOptions = { sinks };
    for (let run = 0; run < 2; run += 1) {
      await runUnchanged(place, { ...WORK, options });
      await waitForCouriers(place.root);
    }
    const recorded = 2 * (EVENTS + 1);
    const ids = readDelivered(place).map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([recorded, recorded]);
    expect(await readAccounts(place, { options })).toMatchObject({
      main: { recorded, delivered: recorded, pending: 0, dropped: {} },
      other: { recorded, delivered: 0, pending: recorded, dropped: {} },
    });
  });

  test('that comes later has not had what was recorded before it', async ({ place }) => {
    await settle(place);
    const sinks: FixtureSink[] = [
      ['file', { path: place.sinkFile, name: 'main' }],
      ['noop', { name: 'late' }],
    ];
    await settle(place, { options: { sinks } });
    expect(await readAccounts(place)).toMatchObject({
      main: { recorded: 2, delivered: 2 },
      late: { recorded: 2, delivered: 1, pending: 0, dropped: { before_sink: 1 } },
    });
  });
});

function sinkOf({ url }: Inbox): FixtureSink {
  return ['http', { url, name: 'main' }];
}
