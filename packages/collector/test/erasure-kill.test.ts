import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createEmbeddedStore } from '../src/store/embedded-store.ts';
import { startCollector } from '../src/start-collector.ts';
import { startProcess, type CollectorProcess } from './collector-process.ts';
import {
  askToDelete,
  findBytes,
  makeInstall,
  makeRequestOf,
  type DeletionState,
  type Target,
} from './deletions.ts';
import { send } from './events.ts';
import { makeTempFolder } from './temp-folder.ts';
import { waitFor } from './wait-for.ts';

const ROUNDS = 6;
const SENDERS = 3;
/** Six starts, and as many deletions as were asked for at the end, on a machine that may be busy. */
const SLOW_MS = 240_000;

/** One installation, all that was acknowledged of it, and the receipt of its deletion, if it was answered. */
type Install = { acknowledged: number; receipt?: string; isAsked?: boolean };

test(
  'kill -9 around requests for deletion neither loses a request nor brings anything back',
  async () => {
    const data = makeTempFolder();
    const installs = new Map<string, Install>();
    let writeKey = '';
    for (let round = 0; round < ROUNDS; round += 1) {
      const collector = await startProcess(data);
      writeKey ||= collector.writeKey;
      const target = { url: collector.url, writeKey };
      const senders = Array.from({ length: SENDERS }, () => sendUntilItDies(target, installs));
      const eraser = eraseUntilItDies(target, installs);
      // The moment of the kill is the random part of this test: in the log, half loaded, half removed, half confirmed.
      await killAfter(collector, 300 + Math.random() * 3_000);
      await Promise.all([...senders, eraser]);
    }
    const counts = await finish(data, installs);
    const erased = [...installs].filter(([, { receipt }]) => receipt !== undefined);
    const untouched = [...installs].filter(([, { isAsked }]) => isAsked !== true);
    expect(erased.length).toBeGreaterThan(ROUNDS / 2);
    expect(untouched.length).toBeGreaterThan(ROUNDS * 3);
    for (const [install] of erased) expect([install, counts.get(install)]).toEqual([install, undefined]);
    for (const [install, { acknowledged }] of untouched)
      expect([install, (counts.get(install) ?? 0) >= acknowledged]).toEqual([install, true]);
    for (const [install] of erased) expect([install, findBytes(data, install)]).toEqual([install, []]);
  },
  SLOW_MS,
);

async function killAfter(collector: CollectorProcess, ms: number): Promise<void> {
  await wait(ms);
  await collector.end('SIGKILL');
}

async function sendUntilItDies(target: Target, installs: Map<string, Install>): Promise<void> {
  for (;;) {
    const install = makeInstall();
    const entry: Install = { acknowledged: 0 };
    installs.set(install, entry);
    for (let batch = 0; batch < 4; batch += 1) {
      const count = 1 + Math.floor(Math.random() * 60);
      try {
        const answer = (await (await send(target, makeRequestOf(install, count))).json()) as {
          accepted: number;
        };
        entry.acknowledged += answer.accepted;
      } catch {
        return; // it is dead
      }
    }
  }
}

/** Asks for the deletion of one installation after the other, also of such as are still sending. */
async function eraseUntilItDies(target: Target, installs: Map<string, Install>): Promise<void> {
  for (;;) {
    await wait(100 + Math.random() * 200);
    const [install, entry] = [...installs].findLast(([, { isAsked }]) => isAsked !== true) ?? [];
    if (install === undefined || entry === undefined) continue;
    entry.isAsked = true;
    try {
      const answer = (await (await askToDelete(target, [install])).json()) as DeletionState;
      entry.receipt = answer.receipt;
    } catch {
      return; // it is dead
    }
  }
}

/** Starts once more, waits until each request that was answered is confirmed, and counts what is left of each. */
async function finish(data: string, installs: ReadonlyMap<string, Install>): Promise<Map<string, number>> {
  const collector = await startCollector({ port: 0, data });
  const headers = { authorization: `Bearer ${collector.writeKey}` };
  for (const { receipt } of installs.values()) {
    if (receipt === undefined) continue;
    await waitFor(
      `${receipt} to be confirmed`,
      async () => {
        const response = await fetch(`${collector.url}/v1/deletions/${receipt}`, { headers });
        expect(response.status).toBe(200); // 404 would be a request that was lost
        return ((await response.json()) as DeletionState).state === 'confirmed';
      },
      60_000,
    );
  }
  await collector.report();
  await collector.close();
  const store = await createEmbeddedStore(join(data, 'store'));
  try {
    const rows = await store.query<{ install: string; events: string }>(
      'SELECT install, count() AS events FROM events FINAL GROUP BY install',
    );
    return new Map(rows.map(({ install, events }) => [install, Number(events)]));
  } finally {
    await store.close();
  }
}
