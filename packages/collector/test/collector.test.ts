import { expect, onTestFinished, test } from 'vitest';
import { startCollector, type Collector, type CollectorOptions } from '../src/start-collector.ts';
import { makeEvent, makeEvents, makeRequest, makeRun, makeRunId, send } from './events.ts';
import { makeTempFolder } from './temp-folder.ts';

async function start(options: CollectorOptions = {}): Promise<Collector> {
  const collector = await startCollector({ port: 0, data: makeTempFolder(), ...options });
  onTestFinished(() => collector.close());
  return collector;
}

test('events that are sent are in the report', async () => {
  const collector = await start();
  const id = makeRunId();
  const events = [
    makeEvent({ seq: 1 }),
    makeEvent({ seq: 2, props: { command: 'count', outcome: 'error', exitCode: 2, durationMs: 4_000 } }),
    makeEvent({ seq: 3, name: 'crash', props: { errorClass: 'TypeError' } }),
    makeEvent({ seq: 4, name: 'command.abandoned', props: { command: 'watch' } }),
  ];
  const ledger = { id, time: 1, recorded: 9, delivered: 4, pending: 3, dropped: { evicted_bytes: 2 } };
  const response = await send(collector, makeRequest({ ledger, runs: [makeRun({ run: id, events })] }));
  expect(await response.json()).toEqual({ accepted: 4, duplicates: [], rejected: [], lower: null });
  const report = await collector.report();
  expect(report).toMatchObject({
    project: 'default',
    totals: { events: 4, stored: 4, runs: 1, installs: 1 },
    commands: [{ command: 'count', runs: 2, failures: 1, failureRate: 0.5 }],
    versions: [{ version: '1.4.2', runs: 1, failures: 1, crashes: 1 }],
    crashes: [{ errorClass: 'TypeError', count: 1, versions: ['1.4.2'] }],
    abandoned: [{ command: 'watch', runs: 1 }],
    ledgers: {
      spools: 1,
      recorded: 9,
      delivered: 4,
      pending: 3,
      dropped: { evicted_bytes: 2 },
      balanced: true,
    },
  });
  expect(report.commands[0]?.p50Ms).toBeCloseTo(40, -1);
});

test('what is sent twice is answered as a duplicate and stored once', async () => {
  const collector = await start();
  const request = makeRequest({ runs: [makeRun({ events: makeEvents(10) })] });
  await send(collector, request);
  const again = await send(collector, { ...request, attempt: 2 });
  const { accepted, duplicates } = (await again.json()) as { accepted: number; duplicates: string[] };
  expect([accepted, duplicates.length]).toEqual([0, 10]);
  expect((await collector.report()).totals).toEqual({ events: 10, stored: 10, runs: 1, installs: 1 });
});

test('an absurd duration costs itself only: the report leaves it out', async () => {
  const collector = await start();
  const props = { command: 'count', outcome: 'ok', exitCode: 0, durationMs: Number.MAX_VALUE };
  const events = [makeEvent({ seq: 1, props }), makeEvent({ seq: 2 })];
  await send(collector, makeRequest({ runs: [makeRun({ events })] }));
  const [command] = (await collector.report()).commands;
  expect(command).toMatchObject({ command: 'count', runs: 2 });
  expect(command?.p95Ms).toBeCloseTo(40, -1);
});
