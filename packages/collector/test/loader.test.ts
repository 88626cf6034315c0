import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryBudget } from '../src/ingest/memory-budget.ts';
import { readCheckpoint, writeCheckpoint } from '../src/log/checkpoint.ts';
import { createIngestRate } from '../src/load/ingest-rate.ts';
import { openQuarantine } from '../src/load/quarantine.ts';
import { openPipeline, type Pipeline } from '../src/pipeline.ts';
import type { Store } from '../src/store/store.ts';
import { makeEvents, makeRequest, makeRun } from './events.ts';
import { createFakeStore } from './fake-store.ts';
import { makeTempFolder } from './temp-folder.ts';
import { waitFor } from './wait-for.ts';

type Opened = { pipeline: Pipeline; logged: string[]; folder: { path: string; log: string } };

async function open(store: Store, path: string = makeTempFolder()): Promise<Opened> {
  const logged: string[] = [];
  const at = (name: string): string => join(path, name);
  const folder = { path, log: at('log'), store: at('store'), quarantine: at('quarantine'), id: 'test' };
  const pipeline = await openPipeline({
    folder,
    store,
    isStoreRemote: false,
    logger: (_, message) => logged.push(message),
    now: () => 1_795_000_000_000,
    budget: createMemoryBudget(1e9),
  });
  onTestFinished(() => pipeline.close());
  return { pipeline, logged, folder };
}

const bodyOf = (count: number): Buffer =>
  Buffer.from(JSON.stringify(makeRequest({ runs: [makeRun({ events: makeEvents(count) })] })));

/** Waits until the log is loaded. */
const loaded = (pipeline: Pipeline): Promise<void> =>
  waitFor('the log to be loaded', () => pipeline.backlogBytes() === 0);

test('small batches go as one block, after a while, without being asked', async () => {
  const store = createFakeStore();
  const { pipeline } = await open(store);
  await Promise.all(Array.from({ length: 20 }, () => pipeline.ingest.take('default', bodyOf(3))));
  expect(store.blocks).toEqual([]);
  await loaded(pipeline);
  expect(store.blocks.map(({ rows }) => rows.toString().split('\n').length - 1)).toEqual([60]);
});

test('a store that fails is tried again with the same block, and nothing is lost', async () => {
  const store = createFakeStore();
  const tokens: string[] = [];
  store.onInsert = ({ token }) => {
    tokens.push(token);
    return tokens.length < 3 ? { outcome: 'failed', error: new Error('away') } : { outcome: 'stored' };
  };
  const { pipeline, logged } = await open(store);
  await pipeline.ingest.take('default', bodyOf(5));
  await waitFor('the first failure', () => pipeline.isStoreFailing());
  await pipeline.ingest.take('default', bodyOf(5)); // grows the log, must not grow the block under way
  await loaded(pipeline);
  expect(new Set(tokens.slice(0, 3)).size).toBe(1);
  expect(store.blocks).toHaveLength(2);
  expect(pipeline.isStoreFailing()).toBe(false);
  expect(logged[0]).toBe('The store did not take a block; the log keeps it.');
});

test('rows that the store refuses are set aside, counted, and do not stop the log', async () => {
  const store = createFakeStore();
  store.onInsert = ({ rows }) =>
    rows.includes('poison') ? { outcome: 'refused', error: new Error('bad row') } : { outcome: 'stored' };
  const { pipeline, logged, folder } = await open(store);
  const poison = bodyOf(1).toString().replace('"count"', '"poison"');
  await Promise.all([
    pipeline.ingest.take('default', bodyOf(2)),
    pipeline.ingest.take('default', Buffer.from(poison)),
    pipeline.ingest.take('default', bodyOf(2)),
  ]);
  await loaded(pipeline);
  expect(store.blocks).toHaveLength(2);
  const [kept = ''] = readdirSync(join(folder.path, 'quarantine'));
  expect(readFileSync(join(folder.path, 'quarantine', kept), 'utf8')).toContain('poison');
  expect(logged).toContain('The store refuses these rows; they are set aside.');
  expect(pipeline.quarantinedRows()).toBe(1);
  await pipeline.close();
  const second = await open(store, folder.path);
  expect(second.pipeline.quarantinedRows()).toBe(1);
});

test('what is kept while the quarantine is rewritten is kept, as often as that is done', async () => {
  const folder = makeTempFolder();
  const quarantine = openQuarantine(folder);
  const keep = (text: string, place: string): Promise<string> =>
    quarantine.keep({ kind: 'events', rows: 1, payload: Buffer.from(`${text}\n`) }, place);
  const rewrite = (): Promise<void> => quarantine.rewrite('events', (rows) => ({ rows, count: 1 }));
  for (let round = 0; round < 20; round += 1) {
    const all = [rewrite(), keep('a', `${round}-0-0`), rewrite(), keep('b', `${round}-0-1`), rewrite()];
    expect((await Promise.allSettled(all)).map(({ status }) => status)).not.toContain('rejected');
  }
  expect(quarantine.rows()).toBe(40);
  expect(readdirSync(folder).filter((name) => name.endsWith('.tsv'))).toHaveLength(40);
});

test('the quarantine goes on after something that it could not keep or rewrite', async () => {
  const folder = makeTempFolder();
  const quarantine = openQuarantine(folder);
  const frame = { kind: 'events', rows: 1, payload: Buffer.from('a\n') } as const;
  const broken = quarantine.keep(frame, 'no/such/folder');
  const kept = quarantine.keep(frame, '1-0-0');
  const failed = quarantine.rewrite('events', () => {
    throw new Error('a row that nobody can read');
  });
  const rewritten = quarantine.rewrite('events', () => ({ rows: Buffer.alloc(0), count: 0 }));
  await expect(broken).rejects.toThrow('ENOENT');
  await kept;
  await expect(failed).rejects.toThrow('nobody can read');
  await rewritten;
  expect([readdirSync(folder), quarantine.rows()]).toEqual([[], 0]);
});

test('a block that was on its way at a crash goes again with the same borders and the same name', async () => {
  const folder = makeTempFolder();
  const store = createFakeStore();
  const first = await open(store, folder);
  await first.pipeline.ingest.take('default', bodyOf(4));
  await loaded(first.pipeline);
  const done = await readCheckpoint(first.folder.log);
  await first.pipeline.ingest.take('default', bodyOf(4)); // arrived while the block was on its way
  await loaded(first.pipeline);
  await first.pipeline.close();
  const [block] = store.blocks;
  // As if the process had died after the insert and before the checkpoint behind it.
  await writeCheckpoint(first.folder.log, { segment: done.segment, offset: 0, until: done.offset });
  const second = await open(store, folder);
  await loaded(second.pipeline);
  expect(store.blocks[2]?.token).toBe(block?.token);
  expect(store.blocks[2]?.rows.equals(block?.rows ?? Buffer.alloc(0))).toBe(true);
  expect(store.blocks).toHaveLength(4);
});

test('a segment is deleted when all of it is loaded and it is complete', async () => {
  const folder = makeTempFolder();
  const store = createFakeStore();
  const first = await open(store, folder);
  await first.pipeline.ingest.take('default', bodyOf(4));
  await first.pipeline.close();
  expect(readdirSync(first.folder.log)).toContain('0000000001.log');
  const second = await open(store, folder);
  await second.pipeline.ingest.take('default', bodyOf(4));
  await loaded(second.pipeline);
  await waitFor('the first segment to go', () => !existsSync(join(second.folder.log, '0000000001.log')));
  expect(store.blocks).toHaveLength(2); // and the first block was not loaded twice
});

test('the number of a segment that could not begin is passed over, and what is there is removed', async () => {
  const store = createFakeStore();
  const { pipeline, logged, folder } = await open(store);
  // As a disk leaves it that was full when the segment began, and did not let go of the file either.
  writeFileSync(join(folder.log, '0000000001.log'), '');
  await expect(pipeline.ingest.take('default', bodyOf(2))).rejects.toThrow('could not be made durable');
  await pipeline.ingest.take('default', bodyOf(2));
  await loaded(pipeline);
  expect(readdirSync(folder.log).toSorted()).toEqual(['0000000002.log', 'checkpoint.json']);
  expect(store.blocks).toHaveLength(1);
  expect(logged.filter((message) => message.includes('cannot be read'))).toEqual([]);
});

test('what is left of the log of an earlier version is loaded with the columns that it has', async () => {
  const folder = makeTempFolder();
  const away = createFakeStore();
  away.onInsert = () => ({ outcome: 'failed', error: new Error('away') });
  const first = await open(away, folder);
  await first.pipeline.ingest.take('default', bodyOf(1));
  await first.pipeline.close();
  const segment = join(first.folder.log, '0000000001.log');
  const bytes = readFileSync(segment);
  bytes.writeUInt32BE(1, 8); // the format, which no checksum covers
  writeFileSync(segment, bytes);
  const store = createFakeStore();
  const second = await open(store, folder);
  await second.pipeline.ingest.take('default', bodyOf(1));
  await loaded(second.pipeline);
  expect(store.blocks.map(({ columns }) => columns.includes('sample_rate'))).toEqual([false, true]);
});

test('what a store away has not taken is loaded by the next start', async () => {
  const folder = makeTempFolder();
  const away = createFakeStore();
  away.onInsert = () => ({ outcome: 'failed', error: new Error('away') });
  const first = await open(away, folder);
  await first.pipeline.ingest.take('default', bodyOf(9));
  await first.pipeline.close();
  const store = createFakeStore();
  const second = await open(store, folder);
  await loaded(second.pipeline);
  expect(store.blocks.map(({ rows }) => rows.toString().split('\n').length - 1)).toEqual([9]);
});

test('the loader leaves the processor to requests only while many come', () => {
  let nowMs = 10_000;
  const rate = createIngestRate(() => nowMs);
  expect(rate.isBusy()).toBe(false);
  rate.add(8 * 1024 * 1024 + 1);
  expect(rate.isBusy()).toBe(true);
  nowMs += 500;
  expect(rate.isBusy()).toBe(true);
  nowMs += 500;
  expect(rate.isBusy()).toBe(false);
});
