import { afterAll, beforeAll, expect } from 'vitest';
import { difference, readAccount } from '../harness/account.ts';
import { openCollector, type TestCollector } from '../harness/collector.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { forwardTo, startFaultServer } from '../harness/fault-server.ts';
import type { Place } from '../harness/place.ts';
import { runTool, startTool, type Ended } from '../harness/run-tool.ts';
import type { FixtureOptions } from '../harness/settings.ts';
import { test } from '../harness/test.ts';

const PROCESSES = 100;
const EVENTS = 1000;
/** Every eighth process is killed, somewhere on its way. */
const KILLED = 12;

/** What became of one process. */
type Worker = { readonly worker: number; readonly killed: boolean; readonly returned: number };

let collector: TestCollector;
beforeAll(async () => (collector = await openCollector()));
afterAll(() => collector.close());

test('100 processes at once lose and double nothing, and one courier works at a time', async ({
  place,
  onTestFinished,
}) => {
  const server = await startFaultServer(forwardTo(collector.url));
  onTestFinished(() => server.close());
  const options: FixtureOptions = {
    sinks: [['collector', { url: server.url, key: collector.key, name: 'main' }]],
    // 100,000 events of some 70 bytes, while the default lets 16 MiB of runs wait: no eviction may blur the count.
    limits: { maxBytes: 256 * 1024 * 1024 },
  };
  const workers = await Promise.all(
    Array.from({ length: PROCESSES }, (_, worker) => work(place, [worker, options])),
  );
  await waitForCouriers(place.root);
  await runTool(place, { fixture: 'next.mjs', options });
  await waitForCouriers(place.root);

  // A courier sends one request at a time to a sink: two requests at once would be two couriers at once.
  expect(server.requests()).toBeGreaterThan(PROCESSES * EVENTS * 0.00001);
  expect(server.maxInFlight()).toBe(1);
  const account = await readAccount(place, { options });
  expect(difference(account)).toBe(0);
  expect(account).toMatchObject({ pending: 0, dropped: {} });
  await expectAllStored(workers);
  const [total] = await collector.query<{ events: string }>('SELECT count() AS events FROM events FINAL');
  expect(Number(total?.events)).toBe(account.recorded);
});

async function work(place: Place, [worker, options]: [number, FixtureOptions]): Promise<Worker> {
  const killed = worker % 8 === 0 && worker / 8 < KILLED;
  const killAfter = Math.floor(Math.random() * EVENTS * 0.9);
  const { child, ended } = startTool(place, {
    fixture: 'many.mjs',
    args: [String(worker), String(EVENTS)],
    options,
  });
  let returned = 0;
  child.stdout?.on('data', (dots: string) => {
    returned += dots.length;
    if (killed && returned > killAfter) child.kill('SIGKILL');
  });
  const { code, signal, stderr }: Ended = await ended;
  expect({ code, signal, stderr }).toMatchObject(
    killed ? { stderr: '' } : { code: 0, signal: null, stderr: '' },
  );
  return { worker, killed: signal === 'SIGKILL', returned };
}

type Row = Record<'worker' | 'events' | 'distinct' | 'last' | 'abandoned', string>;

/** Each process has all the events whose call returned, from the first one on; a killed one may have one more. */
async function expectAllStored(workers: readonly Worker[]): Promise<void> {
  const rows = await collector.query<Row>(
    `SELECT max(worker) AS worker, countIf(step) AS events, maxIf(n, step) AS last, uniqExactIf(n, step) AS distinct,
       countIf(name = 'command.abandoned') AS abandoned
     FROM (
       SELECT run, name, name = 'scan.step' AS step, JSONExtractUInt(props, 'n') AS n,
         JSONExtractUInt(props, 'worker') AS worker FROM events FINAL
     ) GROUP BY run HAVING last < 1000000`,
  );
  const stored = new Map(rows.map((row) => [Number(row.worker), row]));
  expect(workers.filter(({ killed }) => killed).length).toBeGreaterThan(0);
  for (const { worker, returned, killed } of workers) {
    const { events = 0, distinct = 0, last = -1, abandoned = 0 } = stored.get(worker) ?? {};
    const count = Number(events);
    expect([worker, Number(distinct), Number(last)]).toEqual([worker, count, count - 1]);
    expect([worker, count]).toEqual([worker, killed && count === returned + 1 ? count : returned]);
    // Killed after its last event it may have found the time to say how it ended.
    if (killed && returned === EVENTS) expect(Number(abandoned)).toBeLessThanOrEqual(1);
    else expect([worker, Number(abandoned)]).toEqual([worker, killed && count > 0 ? 1 : 0]);
  }
}
