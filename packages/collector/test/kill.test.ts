import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createEmbeddedStore } from '../src/store/embedded-store.ts';
import { startCollector } from '../src/start-collector.ts';
import { startProcess, type CollectorProcess } from './collector-process.ts';
import { makeEvents, makeRequest, makeRun, makeRunId, send } from './events.ts';
import { makeTempFolder } from './temp-folder.ts';

const ROUNDS = 6;
const SENDERS = 4;

/** What happened to the runs that were sent: each has `size` events. */
type Sent = { readonly size: number; isAcknowledged: boolean };

test('kill -9 during ingest loses nothing that was acknowledged and doubles nothing', async () => {
  const data = makeTempFolder();
  const sent = new Map<string, Sent>();
  let writeKey = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    const collector = await startProcess(data);
    writeKey ||= collector.writeKey;
    const senders = Array.from({ length: SENDERS }, () => sendUntilItDies({ collector, writeKey, sent }));
    await wait(150 + Math.random() * 1_500); // the moment of the kill is the random part of this test
    await collector.end('SIGKILL');
    await Promise.all(senders);
  }
  const counts = await countStored(data);
  const acknowledged = [...sent].filter(([, { isAcknowledged }]) => isAcknowledged);
  expect(acknowledged.length).toBeGreaterThan(ROUNDS * 5);
  for (const [run, { size }] of acknowledged) expect([run, counts.get(run)]).toEqual([run, size]);
  // A request is one frame of the log: what was not acknowledged is there whole or not at all.
  for (const [run, count] of counts) expect([run, count]).toEqual([run, sent.get(run)?.size]);
});

test('an acknowledged event survives a kill before anything was loaded', async () => {
  const data = makeTempFolder();
  const first = await startProcess(data);
  const request = makeRequest({ runs: [makeRun({ events: makeEvents(7) })] });
  expect((await send(first, request)).status).toBe(200);
  await first.end('SIGKILL');
  const second = await startCollector({ port: 0, data });
  try {
    expect(second.writeKey).toBe(first.writeKey);
    const again = (await (await send(second, request)).json()) as { duplicates: string[] };
    expect(again.duplicates).toHaveLength(7); // known from the log, without a look into the store
    expect((await second.report()).totals.events).toBe(7);
  } finally {
    await second.close();
  }
});

test('SIGTERM answers what is under way, ends with 0, and leaves nothing behind', async () => {
  const data = makeTempFolder();
  const collector = await startProcess(data);
  const sent = new Map<string, Sent>();
  const { writeKey } = collector;
  const senders = Array.from({ length: SENDERS }, () => sendUntilItDies({ collector, writeKey, sent }));
  await wait(500);
  const started = performance.now();
  expect(await collector.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(performance.now() - started).toBeLessThan(8_000);
  await Promise.all(senders);
  expect(() => readFileSync(join(data, 'server.json'))).toThrow('ENOENT');
  const counts = await countStored(data);
  const acknowledged = [...sent].filter(([, { isAcknowledged }]) => isAcknowledged);
  for (const [run, { size }] of acknowledged) expect([run, counts.get(run)]).toEqual([run, size]);
});

async function sendUntilItDies(options: {
  collector: CollectorProcess;
  writeKey: string;
  sent: Map<string, Sent>;
}): Promise<void> {
  const { collector, writeKey, sent } = options;
  for (;;) {
    const run = makeRunId();
    const entry: Sent = { size: 1 + Math.floor(Math.random() * 200), isAcknowledged: false };
    sent.set(run, entry);
    const request = makeRequest({ runs: [makeRun({ run, events: makeEvents(entry.size) })] });
    try {
      const response = await send({ url: collector.url, writeKey }, request);
      const answer = (await response.json()) as { accepted: number };
      entry.isAcknowledged = response.status === 200 && answer.accepted === entry.size;
    } catch {
      return; // it is dead
    }
  }
}

/** Starts once more, loads what is in the log, and counts each run's rows, all copies, as they are. */
async function countStored(data: string): Promise<Map<string, number>> {
  const collector = await startCollector({ port: 0, data });
  await collector.report();
  await collector.close();
  const store = await createEmbeddedStore(join(data, 'store'));
  try {
    const rows = await store.query<{ run: string; events: string }>(
      'SELECT run, count() AS events FROM events FINAL GROUP BY run',
    );
    return new Map(rows.map(({ run, events }) => [run, Number(events)]));
  } finally {
    await store.close();
  }
}
