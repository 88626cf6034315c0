import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { readAccount } from '../harness/account.ts';
import { test } from '../harness/busy.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { startFaultServer } from '../harness/fault-server.ts';
import type { Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import type { FixtureOptions } from '../harness/settings.ts';

/** Three errors and ten others: two batches, and so two requests. */
const WORK: ToolRun = { fixture: 'work.mjs', args: ['0', '12'] };
const ERRORS = 3;
const OTHERS = 10;

type Revocation = { readonly by: string; readonly revoke: (place: Place) => Promise<void> };

const REVOCATIONS: readonly Revocation[] = [
  { by: 'choosing off', revoke: (place) => choose(place, 'off') },
  {
    by: 'a file that says off',
    revoke: async ({ spool }) =>
      writeFileSync(join(spool, 'consent.json'), '{"format":1,"level":"off","at":1}'),
  },
  {
    by: 'a file that nobody can read',
    revoke: async ({ spool }) => writeFileSync(join(spool, 'consent.json'), ''),
  },
];

describe('between two requests of a courier', () => {
  test.for(REVOCATIONS)(
    'consent is taken back by $by: the second one is not made',
    async ({ revoke }, { place, onTestFinished }) => {
      const server = await startFaultServer(async () => {
        await revoke(place);
        return { status: 200, body: '' };
      });
      onTestFinished(() => server.close());
      await runTool(place, { ...WORK, options: sendTo(server.url) });
      await waitForCouriers(place.root);
      expect(server.requests()).toBe(1);
      expectNothingQueued(place);
    },
  );

  test('consent is lowered to errors: the others are dropped and counted', async ({
    place,
    onTestFinished,
  }) => {
    const server = await startFaultServer(async () => {
      await choose(place, 'errors');
      return { status: 200, body: '' };
    });
    onTestFinished(() => server.close());
    await runTool(place, { ...WORK, options: sendTo(server.url) });
    await waitForCouriers(place.root);
    expect(server.requests()).toBe(1);
    expect(await readAccount(place)).toMatchObject({
      recorded: ERRORS + OTHERS,
      delivered: ERRORS,
      pending: 0,
      dropped: { consent_lowered: OTHERS },
    });
  });
});

describe('choosing off', () => {
  test('removes all that waits, in runs and in batches', async ({ place, busy }) => {
    await runTool(place, { ...WORK, options: { sinks: [busy.sink] } });
    await waitForCouriers(place.root);
    const running = startRemote(place);
    await running.call('track', 'scan.step', { n: 0 });
    expect(readdirSync(join(place.spool, 'runs'))).toHaveLength(1);
    expect(readdirSync(join(place.spool, 'outbox'))).toHaveLength(2);
    expect(await running.call('choose', 'off')).toBe(true);
    expectNothingQueued(place);
    await running.call('track', 'scan.step', { n: 1 });
    await running.end();
    expectNothingQueued(place);
  });

  test('is obeyed by another process with its next event', async ({ place }) => {
    const running = startRemote(place);
    await running.call('track', 'scan.step', { n: 0 });
    await choose(place, 'off');
    await running.call('track', 'scan.step', { n: 1 });
    expect(await running.call('consent')).toMatchObject({ level: 'off', source: 'choice' });
    await running.end();
    await waitForCouriers(place.root);
    expectNothingQueued(place);
  });

  test('is obeyed by a process that records nothing more', async ({ place }) => {
    const running = startRemote(place);
    await running.call('track', 'scan.step', { n: 0 });
    await choose(place, 'off');
    await running.end();
    await waitForCouriers(place.root);
    expectNothingQueued(place);
  });
});

/** In a process of its own. */
async function choose(place: Place, level: string): Promise<void> {
  const tool = startRemote(place);
  await tool.call('choose', level);
  await tool.end();
}

function sendTo(url: string): FixtureOptions {
  return { sinks: [['http', { url, name: 'main' }]] };
}

/** Only the choice, the ids, and where they were sent are left. */
function expectNothingQueued({ spool }: Place): void {
  const folders = ['claimed', 'journal', 'outbox', 'runs', 'starts'];
  const left = readdirSync(spool, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !folders.includes(name),
  );
  expect(
    left.filter((name) => !['consent.json', 'install-id', 'places.json', 'salt'].includes(name)),
  ).toEqual([]);
}
