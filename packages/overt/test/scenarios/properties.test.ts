import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference, readAccount, totalOf } from '../harness/account.ts';
import { openCollector, type TestCollector } from '../harness/collector.ts';
import { findCouriers, killIfThere } from '../harness/couriers.ts';
import { forwardTo, startFaultServer, type Fault, type FaultServer } from '../harness/fault-server.ts';
import { makePlace, removePlace, type Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import type { FixtureOptions } from '../harness/settings.ts';
import { settle } from '../harness/settle.ts';
import { measure, readInstall } from '../harness/spool.ts';

/** Few, since each step of each is a process or several. */
const RUNS = 4;
const LIMITS = { maxBytes: 64 * 1024, maxFiles: 6 };
/** One event on disk, at most, and what a run adds to its events. */
const LINE_BYTES = 90;
const MAX_EVENTS = 300;

/** One thing that happens in the life of a tool. */
type Step =
  | { readonly kind: 'run'; readonly events: number; readonly killed: boolean; readonly errors: boolean }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'kill couriers' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      events: fc.integer({ min: 0, max: MAX_EVENTS }),
      killed: fc.boolean(),
      errors: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      fault: fc.constantFrom<Fault[]>('none', 'silent', 'slow', 'broken', 'garbage', 'cut'),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'kill couriers' as const }) },
);

/** What has happened so far. */
type World = {
  readonly place: Place;
  readonly server: FaultServer;
  readonly options: FixtureOptions;
  tracked: number;
  killed: number;
};

let collector: TestCollector;
beforeAll(async () => (collector = await openCollector()));
afterAll(() => collector.close());

test('recorded = delivered + dropped + pending, within the limits, whatever dies or fails', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), async (steps) => {
      const world = await createWorld();
      try {
        for (const next of steps) {
          await act(world, next);
          expect(difference(await readAccount(world.place, { options: world.options }))).toBe(0);
          expectWithinLimits(world.place);
        }
        await expectAllAccounted(world);
      } finally {
        await removePlace(world.place);
        await world.server.close();
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 180_000);

async function createWorld(): Promise<World> {
  const server = await startFaultServer(forwardTo(collector.url));
  const sink = ['collector', { url: server.url, key: collector.key, name: 'main' }] as const;
  return {
    place: makePlace('life'),
    server,
    options: { sinks: [sink], limits: LIMITS },
    tracked: 0,
    killed: 0,
  };
}

async function act(world: World, next: Step): Promise<void> {
  if (next.kind === 'fault') return world.server.setFault(next.fault);
  if (next.kind === 'kill couriers') return findCouriers(world.place.root).forEach((pid) => killIfThere(pid));
  const { events, killed, errors } = next;
  const tool = startRemote(world.place, { options: world.options });
  const name = errors ? 'scan.failed' : 'scan.step';
  await Promise.all(Array.from({ length: events }, (_, n) => tool.call('track', name, { n })));
  world.tracked += events;
  if (!killed) return void (await tool.end());
  await tool.kill('SIGKILL');
  world.killed += 1;
}

/**
 * How far the limits may be exceeded, by design: room is made when a run begins its file, for what is there then, so
 * the run itself comes on top (spool/make-room.ts); and a courier merges what it finds before it evicts
 * (courier/courier.ts), so if it dies between the two, the next one evicts.
 */
function expectWithinLimits(place: Place): void {
  const run = LINE_BYTES * (MAX_EVENTS + 10);
  const [runs, claimed, outbox] = [
    measure(place, 'runs'),
    measure(place, 'claimed'),
    measure(place, 'outbox'),
  ];
  expect(runs.bytes).toBeLessThanOrEqual(LIMITS.maxBytes / 2 + run);
  expect(runs.files).toBeLessThanOrEqual(LIMITS.maxFiles);
  // Merged and not yet removed, it is there twice.
  expect(claimed.bytes).toBeLessThanOrEqual(LIMITS.maxBytes / 2 + run);
  expect(outbox.bytes).toBeLessThanOrEqual(2 * (LIMITS.maxBytes / 2 + run));
}

/** Heals the network and lets the next run deliver: then nothing is left, and every event is where the account says. */
async function expectAllAccounted(world: World): Promise<void> {
  const { place, server, options, tracked, killed } = world;
  server.setFault('none');
  await settle(place, { options });
  const account = await readAccount(place, { options });
  expect(difference(account)).toBe(0);
  expect(account.pending).toBe(0);
  expect(['evicted_bytes', 'evicted_files']).toEqual(expect.arrayContaining(Object.keys(account.dropped)));
  // That of settle(); and for each run that was killed, one that says so, unless its file was evicted before.
  expect(account.recorded).toBeGreaterThanOrEqual(tracked + 1);
  expect(account.recorded).toBeLessThanOrEqual(tracked + 1 + killed);
  const outbox = measure(place, 'outbox');
  expect([outbox.files, measure(place, 'claimed').files, measure(place, 'runs').files]).toEqual([0, 0, 0]);
  // What arrived and was not acknowledged may have been evicted before it could be sent again.
  const { events, distinct } = await countStored(readInstall(place));
  expect(events).toBe(distinct);
  expect(events).toBeGreaterThanOrEqual(account.delivered);
  expect(events).toBeLessThanOrEqual(account.delivered + totalOf(account.dropped));
}

async function countStored(install: string): Promise<{ readonly events: number; readonly distinct: number }> {
  const [row] = await collector.query<Record<'events' | 'distinct', string>>(
    `SELECT count() AS events, uniqExact(run, seq) AS distinct FROM events FINAL WHERE install = '${install}'`,
  );
  return { events: Number(row?.events), distinct: Number(row?.distinct) };
}
