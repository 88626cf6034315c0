import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { acknowledge } from '../src/erasure/collectors-table.ts';
import { startCollector, type Collector } from '../src/start-collector.ts';
import { createEmbeddedStore } from '../src/store/embedded-store.ts';
import type { Store } from '../src/store/store.ts';
import {
  askToDelete,
  deleteAndWait,
  findBytes,
  makeInstall,
  makeRequestOf,
  type DeletionState,
} from './deletions.ts';
import { send } from './events.ts';
import { makeTempFolder } from './temp-folder.ts';

/** Each deletion rewrites files of a store that is being written to, and the machine may be busy with other tests. */
const SLOW_MS = 180_000;

type Opened = { readonly store: Store; readonly start: (store?: Store, data?: string) => Promise<Started> };
type Started = Collector & { readonly data: string };

/** A store, and collectors on it, each with a data folder of its own. */
async function openStore(): Promise<Opened> {
  const store = await createEmbeddedStore(join(makeTempFolder(), 'store'));
  const started: Collector[] = [];
  onTestFinished(async () => {
    await Promise.all(started.map((collector) => collector.close()));
    await store.close();
  });
  return {
    store,
    async start(own = store, data = makeTempFolder()) {
      const collector = await startCollector({ port: 0, data, store: own, logger: () => undefined });
      started.push(collector);
      return { ...collector, data };
    },
  };
}

const stored = async (store: Store, install: string): Promise<number> => {
  const sql = 'SELECT count() AS events FROM events FINAL WHERE install = {install:String}';
  return Number((await store.query<{ events: string }>(sql, { install }))[0]?.events);
};

test('two collectors on one store: what one is asked, both do', async () => {
  const { store, start } = await openStore();
  const [first, second] = [await start(), await start()];
  const [gone, stays] = [makeInstall(), makeInstall()];
  for (const collector of [first, second]) {
    await send(collector, makeRequestOf(gone, 6));
    await send(collector, makeRequestOf(stays, 5));
  }
  await deleteAndWait(first, [gone]);
  expect([await stored(store, gone), await stored(store, stays)]).toEqual([0, 10]);
  for (const { data } of [first, second]) expect(findBytes(data, gone)).toEqual([]);
  for (const collector of [first, second]) {
    const answer = await (await send(collector, makeRequestOf(gone, 1))).json();
    expect(answer).toMatchObject({ accepted: 0, rejected: [{ reason: 'erased' }] });
    expect((await collector.report()).totals).toMatchObject({ stored: 10, installs: 1 });
  }
});

test('a collector that is there is waited for, one that has long been silent is not', async () => {
  const { store, start } = await openStore();
  const collector = await start();
  await send(collector, makeRequestOf(makeInstall(), 1));
  await collector.report();
  await store.command("INSERT INTO collectors VALUES ('gone', now64(3) - 90000), ('ghost', now64(3))");
  const install = makeInstall();
  const ask = async (): Promise<DeletionState> =>
    (await (await askToDelete(collector, [install])).json()) as DeletionState;
  const { receipt } = await ask();
  await wait(7_000); // longer than a round
  expect(await ask()).toEqual({ receipt, state: 'requested' });
  await acknowledge(store, { receipt, collector: 'ghost', rows: 0 });
  expect(await deleteAndWait(collector, [install])).toBe(receipt);
});

test('a collector that comes back with an old log does not bring back what was erased', async () => {
  const { store, start } = await openStore();
  const away: Store = { ...store, insert: async () => ({ outcome: 'failed', error: new Error('away') }) };
  const data = makeTempFolder();
  const [gone, stays] = [makeInstall(), makeInstall()];
  const old = await start(away, data);
  await send(old, makeRequestOf(gone, 7));
  await send(old, makeRequestOf(stays, 8));
  await old.close();
  // As if that had been more than a day ago.
  await store.command('TRUNCATE TABLE collectors');
  const other = await start();
  await deleteAndWait(other, [gone]);
  expect(findBytes(data, gone)).not.toEqual([]);
  const back = await start(store, data);
  await back.report();
  expect([await stored(store, gone), await stored(store, stays)]).toEqual([0, 8]);
});

test(
  'deletion at full rate: each event is in the store or in the proof, once',
  async () => {
    const { store, start } = await openStore();
    const collector = await start();
    const state = { isOver: false };
    let accepted = 0;
    const installs: string[] = [];
    const senders = Array.from({ length: 4 }, async () => {
      while (!state.isOver) {
        const install = makeInstall();
        installs.push(install);
        for (let batch = 0; batch < 3; batch += 1) {
          const answer = (await (await send(collector, makeRequestOf(install, 200))).json()) as {
            accepted: number;
          };
          accepted += answer.accepted;
        }
      }
    });
    const receipts: string[] = [];
    const erased: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      await wait(300);
      const ids = installs.slice(-6); // of some, events are on their way at this moment
      erased.push(...ids);
      receipts.push(await deleteAndWait(collector, ids));
    }
    state.isOver = true;
    await Promise.all(senders);
    const { totals } = await collector.report();
    const [proof] = await store.query<{ found: string }>('SELECT sum(found) AS found FROM deletions FINAL');
    expect(totals.stored + Number(proof?.found)).toBe(accepted);
    for (const install of erased)
      expect([await stored(store, install), findBytes(collector.data, install)]).toEqual([0, []]);
  },
  SLOW_MS,
);

test(
  'whatever is sent and deleted in whatever order: what is left is what nobody asked to delete',
  async () => {
    const { store, start } = await openStore();
    const collector = await start();
    const op = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('send' as const),
          who: fc.nat(3),
          count: fc.integer({ min: 1, max: 30 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('report' as const) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('delete' as const),
          who: fc.nat(3),
          isAwaited: fc.boolean(),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(op, { minLength: 3, maxLength: 10 }), async (ops) => {
        const installs = Array.from({ length: 4 }, makeInstall);
        const [asked, accepted] = [new Set<number>(), [0, 0, 0, 0]];
        let lost = 0;
        for (const step of ops) {
          if (step.kind === 'report') {
            await collector.report();
          } else if (step.kind === 'delete') {
            asked.add(step.who);
            await askToDelete(collector, [installs[step.who]]);
            if (step.isAwaited) await deleteAndWait(collector, [installs[step.who] ?? '']);
          } else {
            const response = await send(collector, makeRequestOf(installs[step.who] ?? '', step.count));
            const { accepted: count } = (await response.json()) as { accepted: number };
            if (!asked.has(step.who)) lost += step.count - count;
            accepted[step.who] = (accepted[step.who] ?? 0) + count;
          }
        }
        for (const who of asked) await deleteAndWait(collector, [installs[who] ?? '']);
        await collector.report();
        expect(lost).toBe(0);
        for (const [who, install] of installs.entries())
          expect(await stored(store, install)).toBe(asked.has(who) ? 0 : accepted[who]);
      }),
      { numRuns: 4 },
    );
  },
  SLOW_MS,
);
