import { describe, expect, onTestFinished, test } from 'vitest';
import { acknowledge, noteCollector, readAcks } from '../src/erasure/collectors-table.ts';
import { readOrMakeKey } from '../src/erasure/deletions-table.ts';
import { readReport } from '../src/report/report.ts';
import { findKnown } from '../src/store/find-known.ts';
import { ensureSchema } from '../src/store/schema.ts';
import type { InsertResult, Store } from '../src/store/store.ts';
import { readBatch } from '../src/wire/batch.ts';
import { EVENT_COLUMNS, EVENT_COLUMNS_1, LEDGER_COLUMNS } from '../src/wire/row.ts';
import { makeEvent, makeEvents, makeRequest, makeRun, makeRunId } from './events.ts';

/** The contract of a store with the whole schema. `make` gives an empty one; the suite closes it. */
export function describeStore(name: string, make: () => Promise<Store>): void {
  describe(`a store: ${name}`, () => {
    async function open(): Promise<Store> {
      const store = await make();
      onTestFinished(() => store.close());
      await ensureSchema(store);
      return store;
    }

    test('making the tables again changes nothing', async () => {
      const store = await open();
      await insertRuns(store, [makeRun()], 'a');
      await ensureSchema(store);
      expect(await countEvents(store)).toBe(1);
    });

    test('an event that is inserted again is there once, at once, whatever else differs', async () => {
      const store = await open();
      const run = makeRunId();
      await insertRuns(store, [makeRun({ run, events: makeEvents(5) })], 'a');
      const resource = { tool: 'other', version: '2' };
      const later = makeEvents(5).map((event) => ({ ...event, time: 1, name: 'crash', props: {} }));
      await insertRuns(store, [makeRun({ run, resource, events: later })], 'b');
      expect(await countEvents(store)).toBe(5);
      expect((await readReport(store, 'default')).totals).toMatchObject({ events: 5, runs: 1 });
    });

    test('the same ids in two projects are two events', async () => {
      const store = await open();
      const runs = [makeRun()];
      await insertRuns(store, runs, 'a');
      await insertRuns(store, runs, { token: 'b', project: 'second' });
      expect((await readReport(store, 'default')).totals.events).toBe(1);
      expect((await readReport(store, 'second')).totals.events).toBe(1);
    });

    test('a block that comes again under its name leaves not even a copy to be removed', async () => {
      const store = await open();
      const runs = [makeRun({ events: makeEvents(5) }), makeRun({ run: makeRunId(Date.UTC(2025, 0, 1)) })];
      await insertRuns(store, runs, 'a');
      await insertRuns(store, runs, 'a');
      const [row] = await store.query<{ rows: string }>('SELECT count() AS rows FROM events');
      expect(Number(row?.rows)).toBe(6);
    });

    test('runs of many weeks, also of broken clocks, go in one block', async () => {
      const store = await open();
      const times = Array.from({ length: 150 }, (_, index) => Date.UTC(2022, 0, 1 + index * 7));
      const runs = [0, ...times, 2 ** 47].map((ms) => makeRun({ run: makeRunId(ms) }));
      await insertRuns(store, runs, 'a');
      expect((await readReport(store, 'default')).totals).toMatchObject({ events: 152, runs: 152 });
    });

    test('the newest ledger of a spool counts, in whatever order they come', async () => {
      const store = await open();
      const [one, two] = [makeRunId(), makeRunId()];
      await insertLedger(store, {
        id: one,
        time: 2,
        recorded: 20,
        delivered: 15,
        pending: 2,
        dropped: { a: 1, b: 2 },
      });
      await insertLedger(store, { id: one, time: 1, recorded: 10, delivered: 10, pending: 0, dropped: {} });
      await insertLedger(store, {
        id: two,
        time: 1,
        recorded: 5,
        delivered: 4,
        pending: 0,
        dropped: { a: 1 },
      });
      const { ledgers } = await readReport(store, 'default');
      const sums = { recorded: 25, delivered: 19, pending: 2, dropped: { a: 2, b: 2 } };
      expect(ledgers).toEqual({ spools: 2, ...sums, balanced: true });
      await insertLedger(store, {
        id: two,
        time: 2,
        recorded: 6,
        delivered: 4,
        pending: 0,
        dropped: { a: 1 },
      });
      expect((await readReport(store, 'default')).ledgers.balanced).toBe(false);
    });

    test('the report follows inserts of which a merge may be under way', async () => {
      const store = await open();
      for (let round = 1; round <= 12; round += 1) {
        await insertRuns(store, [makeRun({ events: makeEvents(3) })], `round-${round}`);
        if (round % 4 === 0) await store.command('OPTIMIZE TABLE events FINAL');
        const { totals, commands } = await readReport(store, 'default');
        expect([totals.events, totals.runs, commands[0]?.runs]).toEqual([round * 3, round, round * 3]);
      }
    });

    test('percentiles are within 1 %', async () => {
      const store = await open();
      const events = Array.from({ length: 1_000 }, (_, index) =>
        makeEvent({
          seq: index + 1,
          props: { command: 'c', outcome: 'ok', exitCode: 0, durationMs: (index + 1) * 3 },
        }),
      );
      await insertRuns(store, [makeRun({ events })], 'a');
      const [line] = (await readReport(store, 'default')).commands;
      expect(Math.abs((line?.p50Ms ?? 0) / 1_500 - 1)).toBeLessThan(0.012);
      expect(Math.abs((line?.p95Ms ?? 0) / 2_850 - 1)).toBeLessThan(0.012);
    });

    test('events that were sampled count for those that were left out', async () => {
      const store = await open();
      const props = { command: 'c', outcome: 'failed', exitCode: 1, durationMs: 5 };
      const sampled = Array.from({ length: 30 }, () =>
        makeRun({
          events: [
            makeEvent({ props, sampleRate: 0.1 }),
            makeEvent({ seq: 2, name: 'crash', sampleRate: 0.25 }),
          ],
        }),
      );
      // This run is always there, whatever is sampled in it.
      const whole = makeRun({
        events: [makeEvent({ props }), makeEvent({ seq: 2, name: 'a.b', sampleRate: 0.5 })],
      });
      await insertRuns(store, [...sampled, whole], 'a');
      const report = await readReport(store, 'default');
      expect(report.isEstimated).toBe(true);
      // 30 runs of which 1 in 4 was seen, and one of which all were; the installs are those that were seen.
      expect(report.totals).toEqual({ events: 300 + 120 + 3, stored: 62, runs: 121, installs: 1 });
      expect(report.commands[0]).toMatchObject({ command: 'c', runs: 301, failures: 301, failureRate: 1 });
      expect(report.versions[0]).toMatchObject({ runs: 121, failures: 301, crashes: 120 });
      expect(report.crashes[0]).toMatchObject({ count: 120 });
    });

    test('tables of the first version are brought to this one, and their events count for one', async () => {
      const store = await open();
      await store.command('ALTER TABLE events DROP COLUMN sample_rate');
      for (const column of ['all_events', 'all_failures', 'all_commands'])
        await store.command(`ALTER TABLE rollup_events DROP COLUMN ${column}`);
      for (const column of ['all_runs', 'all_failures'])
        await store.command(`ALTER TABLE rollup_commands DROP COLUMN ${column}`);
      await store.command('ALTER TABLE rollup_runs DROP COLUMN all_runs');
      const { rows } = readBatch(makeRequest({ runs: [makeRun({ events: makeEvents(3) })] }), {
        project: 'default',
        receivedMs: 0,
      });
      const sampleRate = EVENT_COLUMNS.indexOf('sample_rate');
      const old = rows
        .toString()
        .replaceAll(/^.+$/gm, (row) => row.split('\t').toSpliced(sampleRate, 1).join('\t'));
      const block = {
        table: 'events',
        columns: EVENT_COLUMNS_1,
        rows: Buffer.from(old),
        token: 'old',
      } as const;
      expect(await store.insert(block)).toEqual({ outcome: 'stored' });
      await ensureSchema(store);
      const report = await readReport(store, 'default');
      expect([report.totals.events, report.isEstimated]).toEqual([3, false]);
    });

    test('the order in which the columns of a table stand is of no account', async () => {
      const store = await open();
      const of = { session: 's', agent: 'cody' };
      const events = [
        makeEvent(),
        makeEvent({ seq: 2, props: { command: 'count', outcome: 'error', exitCode: 1, durationMs: 50 } }),
        makeEvent({ seq: 3, name: 'crash', props: { errorClass: 'TypeError', command: 'count' } }),
        makeEvent({ seq: 4, name: 'command.summary', props: { command: 'scan', count: 9, ok: 9 } }),
        makeEvent({ seq: 5, name: 'session.start', props: { ...of, resumed: false } }),
        makeEvent({
          seq: 6,
          name: 'tool.call',
          props: { ...of, tool: 'shell', outcome: 'ok', durationMs: 9 },
        }),
        makeEvent({
          seq: 7,
          name: 'token.usage',
          props: { ...of, model: 'm', inputTokens: 5, outputTokens: 7 },
        }),
        makeEvent({ seq: 8, name: 'session.end', props: { ...of, outcome: 'ok', durationMs: 700 } }),
      ];
      // A week with sampled events, and one without.
      const sampled = makeEvents(2).map((event) => ({ ...event, sampleRate: 0.5 }));
      const old = makeRunId(Date.UTC(2025, 0, 1));
      await insertRuns(store, [makeRun({ events }), makeRun({ run: old, events: sampled })], 'a');
      const report = await readReport(store, 'default');
      expect(report.agents.sessions).toHaveLength(1);
      await turnTables(store);
      // All weeks are made anew.
      await store.command('TRUNCATE TABLE rollup_weeks');
      expect(await readReport(store, 'default')).toEqual(report);
      await insertRuns(store, [makeRun()], 'b');
      expect((await readReport(store, 'default')).totals.stored).toBe(report.totals.stored + 1);
      await noteCollector(store, 'one');
      await acknowledge(store, { receipt: 'r', collector: 'one', rows: 7 });
      expect(await readAcks(store, 'r')).toEqual({ done: ['one'], live: ['one'], rows: 7 });
      expect(await readOrMakeKey(store)).toMatch(/^[\da-f]{64}$/);
    });

    test('says which events it has', async () => {
      const store = await open();
      const [has, lacks] = [makeRunId(), makeRunId()];
      await insertRuns(store, [makeRun({ run: has, events: makeEvents(2) })], 'a');
      const asked = [
        { run: has, seqs: [1, 2, 3] },
        { run: lacks, seqs: [1] },
      ];
      expect([...(await findKnown(store, 'default', asked))].toSorted()).toEqual([`${has}.1`, `${has}.2`]);
      expect(await findKnown(store, 'second', asked)).toEqual(new Set());
    });

    test('rows that cannot be read are refused for good, a table that is not there may come back', async () => {
      const store = await open();
      const block = { columns: EVENT_COLUMNS, rows: Buffer.from('garbage\n'), token: 'g' };
      expect(await store.insert({ ...block, table: 'events' })).toMatchObject({ outcome: 'refused' });
      await store.command('DROP TABLE ledgers');
      const rows = Buffer.from('default\tx\t1\t1\t1\t1\t{}\n');
      const missing = await store.insert({ table: 'ledgers', columns: LEDGER_COLUMNS, rows, token: 'm' });
      expect(missing).toMatchObject({ outcome: 'failed' });
    });

    test('a query that is wrong rejects', async () => {
      const store = await open();
      await expect(store.query('SELECT nothing FROM nowhere')).rejects.toThrow(/nowhere/);
    });
  });
}

type InsertAs = { readonly token: string; readonly project: string };

async function insertRuns(store: Store, runs: unknown[], as: string | InsertAs): Promise<void> {
  const { token, project } = typeof as === 'string' ? { token: as, project: 'default' } : as;
  const { rows, rejected } = readBatch(makeRequest({ runs }), { project, receivedMs: Date.now() });
  expect(rejected).toEqual([]);
  expect(await store.insert({ table: 'events', columns: EVENT_COLUMNS, rows, token })).toEqual({
    outcome: 'stored',
  });
}

async function insertLedger(store: Store, ledger: Record<string, unknown>): Promise<void> {
  const { ledgerRow: rows = Buffer.alloc(0) } = readBatch(makeRequest({ ledger }), {
    project: 'default',
    receivedMs: Date.now(),
  });
  const token = JSON.stringify(ledger);
  const result: InsertResult = await store.insert({ table: 'ledgers', columns: LEDGER_COLUMNS, rows, token });
  expect(result).toEqual({ outcome: 'stored' });
}

/** Puts the last column of each table first, and so on: as if an earlier version had made it otherwise. */
async function turnTables(store: Store): Promise<void> {
  const columns = await store.query<{ table: string; name: string; type: string; default_kind: string }>(
    `SELECT table, name, type, default_kind FROM system.columns
    WHERE database = currentDatabase() AND is_in_sorting_key = 0 AND is_in_partition_key = 0 ORDER BY table, position`,
  );
  const movable = columns.filter(({ default_kind: kind }) => kind === '');
  expect(new Set(movable.map(({ table }) => table)).size).toBeGreaterThan(10);
  for (const { table, name, type } of movable)
    await store.command(`ALTER TABLE ${table} MODIFY COLUMN ${name} ${type} FIRST`);
}

async function countEvents(store: Store): Promise<number> {
  const [row] = await store.query<{ events: string }>('SELECT count() AS events FROM events FINAL');
  return Number(row?.events);
}
