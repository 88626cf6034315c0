import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { difference, readAccount, totalOf, type Account } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import type { Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import { runTool } from '../harness/run-tool.ts';
import type { FixtureOptions } from '../harness/settings.ts';
import { settle } from '../harness/settle.ts';
import { measure, readRetryAt } from '../harness/spool.ts';
import { test } from '../harness/busy.ts';
import { waitFor } from '../harness/wait-for.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_BYTES = 64 * 1024;
/** The name and properties of an event are about this long. */
const LINE_BYTES = 75;

describe('over weeks without a network', () => {
  test('runs that no courier looks after keep within the number of files', async ({ place }) => {
    const options: FixtureOptions = { limits: { maxFiles: 5 } };
    for (let run = 0; run < 12; run += 1) {
      await recordAndDie(place, [options, 3]);
      expect(measure(place, 'runs').files).toBeLessThanOrEqual(5);
    }
    const account = await expectAllAccounted(place, 12 * 3);
    expect(account.dropped).toEqual({ evicted_files: (12 - 5) * 3 });
  });

  test('runs that no courier looks after keep within their half of the bytes', async ({ place }) => {
    const options: FixtureOptions = { limits: { maxBytes: MAX_BYTES } };
    for (let run = 0; run < 8; run += 1) {
      await recordAndDie(place, [options, 100]);
      // Room is made when a file is begun: the last one may come on top.
      expect(measure(place, 'runs').bytes).toBeLessThan(MAX_BYTES / 2 + 110 * LINE_BYTES);
    }
    const account = await expectAllAccounted(place, 8 * 100);
    expect(account.dropped['evicted_bytes']).toBeGreaterThan(100);
    expect(account.dropped['evicted_bytes']).toBeLessThan(500);
    expect(Object.keys(account.dropped)).toEqual(['evicted_bytes']);
  });

  test('one run keeps within half of the bytes by itself', async ({ place }) => {
    const options: FixtureOptions = { limits: { maxBytes: MAX_BYTES } };
    await recordAndDie(place, [options, 1000]);
    expect(measure(place, 'runs').bytes).toBeLessThan(MAX_BYTES / 2 + 1024);
    const before = await readAccount(place, { options });
    expect(difference(before)).toBe(0);
    // What a killed run dropped at last died with it; it was dropped all the same.
    expect(before.recorded).toBeLessThanOrEqual(1000);
    await settle(place);
    expect((await readAccount(place)).delivered).toBe(before.pending + 2);
  });

  test('the batches of couriers keep within their half of the bytes', async ({ place, busy }) => {
    const options: FixtureOptions = { sinks: [busy.sink], limits: { maxBytes: MAX_BYTES } };
    for (let run = 0; run < 8; run += 1) {
      await runTool(place, { fixture: 'work.mjs', args: [String(run * 120), '120'], options });
      await waitForCouriers(place.root);
      expect(measure(place, 'outbox').bytes).toBeLessThanOrEqual(MAX_BYTES / 2);
      expect(measure(place, 'runs').files + measure(place, 'claimed').files).toBe(0);
      expect(difference(await readAccount(place, { options }))).toBe(0);
    }
    const { dropped, recorded } = await readAccount(place, { options });
    expect(recorded).toBe(8 * 121);
    expect(dropped['evicted_bytes']).toBeGreaterThan(200);
    expect(Object.keys(dropped)).toEqual(['evicted_bytes']);
    // Errors are the last to go: they are a fifth of all, and small enough to be kept.
    await waitFor('the wait that the server asked for', () => Date.now() > readRetryAt(place));
    await settle(place);
    expect(readDelivered(place).filter(({ name }) => name === 'scan.failed')).toHaveLength((8 * 120) / 5);
  });

  test('runs grow too old', async ({ place }) => {
    await recordAndDie(place, [{}, 4]);
    ageRuns(place, 22);
    await recordAndDie(place, [{}, 3]);
    const account = await expectAllAccounted(place, 7);
    expect(account.dropped).toEqual({ evicted_age: 4 });
  });

  test('batches grow too old', async ({ place, busy }) => {
    const options: FixtureOptions = { sinks: [busy.sink], limits: { maxAgeMs: 1000 } };
    await runTool(place, { fixture: 'work.mjs', args: ['0', '9'], options });
    await waitForCouriers(place.root);
    const madeAt = Date.now();
    await waitFor('the batches to be too old', () => Date.now() > madeAt + 1000);
    await settle(place, { options });
    expect(measure(place, 'outbox').files).toBe(1);
    const account = await readAccount(place, { options });
    expect(account).toMatchObject({ recorded: 11, delivered: 0, pending: 1, dropped: { evicted_age: 10 } });
    expect(difference(account)).toBe(0);
  });
});

/** A run that records so many events and is killed. */
async function recordAndDie(place: Place, [options, events]: [FixtureOptions, number]): Promise<void> {
  const tool = startRemote(place, { options });
  await Promise.all(Array.from({ length: events }, (_, n) => tool.call('track', 'scan.step', { n })));
  await tool.kill('SIGKILL');
}

/** Delivers what is left, and expects that each of so many events was delivered or is counted as dropped. */
async function expectAllAccounted(place: Place, tracked: number): Promise<Account> {
  await settle(place);
  const account = await readAccount(place);
  expect(difference(account)).toBe(0);
  const delivered = readDelivered(place);
  const steps = delivered.filter(({ name, props }) => name === 'scan.step' && props['n'] !== 1_000_000);
  expect(steps.length + totalOf(account.dropped)).toBe(tracked);
  expect(account).toMatchObject({ delivered: delivered.length, pending: 0 });
  return account;
}

function ageRuns({ spool }: Place, days: number): void {
  const then = new Date(Date.now() - days * DAY_MS);
  for (const name of readdirSync(join(spool, 'runs'))) utimesSync(join(spool, 'runs', name), then, then);
}
