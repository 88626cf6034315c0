import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { addWriteKey } from '../src/keys/key-file.ts';
import { openQuarantine } from '../src/load/quarantine.ts';
import { readBatch } from '../src/wire/batch.ts';
import { startCollector, type Collector, type CollectorOptions } from '../src/start-collector.ts';
import {
  askToDelete,
  deleteAndWait,
  findBytes,
  listFiles,
  makeInstall,
  makeRequestOf,
  type DeletionState,
} from './deletions.ts';
import { makeEvents, makeRequest, makeRun, send } from './events.ts';
import { createFakeStore } from './fake-store.ts';
import { makeTempFolder } from './temp-folder.ts';

async function open(options: CollectorOptions = {}): Promise<{ collector: Collector; data: string }> {
  const data = options.data ?? makeTempFolder();
  const collector = await startCollector({ port: 0, data, ...options });
  onTestFinished(() => collector.close());
  return { collector, data };
}

const list = async (collector: Collector): Promise<Record<string, unknown>[]> => {
  const headers = { authorization: `Bearer ${collector.readKey}` };
  const response = await fetch(`${collector.url}/v1/deletions`, { headers });
  return ((await response.json()) as { deletions: Record<string, unknown>[] }).deletions;
};

test('what is stored and rolled up of an id is gone, of others nothing, and the proof is without the id', async () => {
  const { collector, data } = await open();
  const [gone, stays] = [makeInstall(), makeInstall()];
  // In a week of its own, with a command and a version of its own: rows of rollups that nothing replaces.
  const own = {
    run: '01HZZZZZZZ0000000000000000',
    events: makeEvents(3).map((event) => ({ ...event, name: 'only.here' })),
  };
  await send(collector, makeRequestOf(gone, 20));
  await send(collector, makeRequestOf(gone, 3, own));
  await send(collector, makeRequestOf(stays, 5));
  expect((await collector.report()).totals).toEqual({ events: 28, stored: 28, runs: 3, installs: 2 });
  expect(findBytes(join(data, 'log'), gone)).not.toEqual([]);
  const before = listFiles(join(data, 'store')).filter((path) => path.endsWith('data.bin'));

  const receipt = await deleteAndWait(collector, [gone]);
  expect(findBytes(data, gone)).toEqual([]);
  // What is packed cannot be searched: none of the files from then is there any more but those of the other tables.
  const events = before.filter((path) => /\/\d{8}_\d+_\d+_\d+\/data\.bin$/.test(path));
  expect(events.length).toBeGreaterThan(1);
  expect(events.filter((path) => existsSync(path))).toEqual([]);
  const report = await collector.report();
  expect(report.totals).toEqual({ events: 5, stored: 5, runs: 1, installs: 1 });
  expect(report.commands).toMatchObject([{ runs: 5 }]);
  const [record, ...more] = await list(collector);
  expect(more).toEqual([]);
  expect(record).toMatchObject({ receipt, project: 'default', state: 'confirmed', ids: 1, events: 23 });
  expect(Date.parse(String(record?.['confirmed']))).toBeGreaterThanOrEqual(
    Date.parse(String(record?.['asked'])),
  );
  expect(JSON.stringify(record)).not.toContain(gone);
});

test('what is only in the log when it is asked for is gone, too', async () => {
  const { collector, data } = await open();
  const gone = makeInstall();
  await send(collector, makeRequestOf(gone, 9));
  await send(collector, makeRequestOf(makeInstall(), 4));
  await deleteAndWait(collector, [gone]);
  expect(findBytes(data, gone)).toEqual([]);
  expect((await collector.report()).totals.stored).toBe(4);
  expect(await list(collector)).toMatchObject([{ events: 9 }]);
});

test('events that come after it are refused with a reason, by both readers, also after a restart', async () => {
  const { collector, data } = await open();
  const gone = makeInstall();
  await send(collector, makeRequestOf(gone, 2));
  await deleteAndWait(collector, [gone]);
  const late = async (target: Collector, spelling: (text: string) => string): Promise<unknown> => {
    const request = makeRequestOf(gone, 2);
    (request['runs'] as unknown[]).push(makeRun());
    const answer = await (await send(target, spelling(JSON.stringify(request)))).json();
    return answer;
  };
  const refused = { accepted: 1, rejected: [{ reason: 'erased' }, { reason: 'erased' }] };
  expect(await late(collector, (text) => text)).toMatchObject(refused);
  expect(await late(collector, (text) => text.replaceAll('","', '" , "'))).toMatchObject(refused);
  await collector.close();
  const again = await open({ data });
  await again.collector.report(); // by then it has looked
  expect(await late(again.collector, (text) => text)).toMatchObject(refused);
  expect((await again.collector.report()).totals.stored).toBe(3);
  expect(findBytes(data, gone)).toEqual([]);
});

test('the same ids again have the same receipt, whatever their order; others have another', async () => {
  const { collector } = await open();
  const ids = [makeInstall(), makeInstall()];
  const ask = async (asked: readonly string[]): Promise<DeletionState> =>
    (await (await askToDelete(collector, asked)).json()) as DeletionState;
  const answers = await Promise.all([ask(ids), ask(ids.toReversed()), ask([...ids, ...ids])]);
  expect(new Set(answers.map(({ receipt }) => receipt)).size).toBe(1);
  const [first] = answers;
  expect(await deleteAndWait(collector, ids)).toBe(first?.receipt);
  expect((await ask([ids[0] ?? ''])).receipt).not.toBe(first?.receipt);
  expect(first?.receipt).toMatch(/^[0-9a-f]{40}$/);
});

test('a receipt tells how far it is, to the project that has it and to nobody else', async () => {
  const { collector } = await open();
  const install = makeInstall();
  const taken = await askToDelete(collector, [install], { tool: 'tally' });
  expect(taken.status).toBe(202);
  const { receipt, state } = (await taken.json()) as DeletionState;
  expect(state).toBe('requested');
  const look = (path: string, key: string): Promise<Response> =>
    fetch(`${collector.url}/v1/deletions/${path}`, { headers: { authorization: `Bearer ${key}` } });
  const known = await look(receipt, collector.writeKey);
  expect([known.status, ((await known.json()) as DeletionState).receipt]).toEqual([200, receipt]);
  expect((await look('0'.repeat(40), collector.writeKey)).status).toBe(404);
  expect((await look(receipt, 'wrong')).status).toBe(401);
  await deleteAndWait(collector, [install]);
  expect(await (await look(receipt, collector.writeKey)).json()).toEqual({ receipt, state: 'confirmed' });
  // A write key lets nothing out.
  expect(
    (
      await fetch(`${collector.url}/v1/deletions`, {
        headers: { authorization: `Bearer ${collector.writeKey}` },
      })
    ).status,
  ).toBe(401);
});

test.each<[name: string, ids: readonly unknown[], fields: Record<string, unknown>]>([
  ['no ids', [], {}],
  ['an id that can be guessed', ['short'], {}],
  ['an id of other characters', ["'; DROP TABLE events; --"], {}],
  ['a tab', [`${'a'.repeat(20)}\t`], {}],
  ['an id that is no text', [7], {}],
  ['1,001 ids', Array.from({ length: 1_001 }, (_, index) => `id-${'0'.repeat(16)}${index}`), {}],
  ['another format', ['a'.repeat(32)], { format: 2 }],
  ['a tool that is no text', ['a'.repeat(32)], { tool: 5 }],
])('what is no request is refused: %s', async (_, ids, fields) => {
  const { collector } = await open({ store: createFakeStore() });
  const response = await askToDelete(collector, ids, fields);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: 'invalid_envelope' } });
});

test('the same id in another project is not touched', async () => {
  const data = makeTempFolder();
  const writeKey = await addWriteKey(data, 'second');
  const { collector } = await open({ data });
  const other = { url: collector.url, writeKey };
  const install = makeInstall();
  await send(collector, makeRequestOf(install, 3));
  expect((await send(other, makeRequestOf(install, 4))).status).toBe(200);
  await deleteAndWait(collector, [install]);
  expect((await collector.report('second')).totals.stored).toBe(4);
  expect((await collector.report()).totals.stored).toBe(0);
  expect(await (await send(other, makeRequestOf(install, 1))).json()).toMatchObject({ accepted: 1 });
});

test('rows that were set aside are gone, and the others stay', async () => {
  const { collector, data } = await open();
  const [gone, stays] = [makeInstall(), makeInstall()];
  const runs = [gone, stays, gone].flatMap((install) => makeRequestOf(install, 2)['runs'] as unknown[]);
  const { rows } = readBatch(makeRequest({ runs }), { project: 'default', receivedMs: 0 });
  const folder = join(data, 'quarantine');
  await openQuarantine(folder).keep({ kind: 'events', rows: 6, payload: rows }, '1-2-3');
  await collector.close();
  const again = (await open({ data })).collector;
  await deleteAndWait(again, [gone]);
  expect(readdirSync(folder)).toEqual(['1-2-3.events.2.tsv']);
  expect([findBytes(data, gone), findBytes(data, stays)]).toMatchObject([
    [],
    [join(folder, '1-2-3.events.2.tsv')],
  ]);
  expect(await (await fetch(`${again.url}/healthz`)).json()).toMatchObject({ quarantinedRows: 2 });
});
