import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { redactText } from '../../src/redact/redact.ts';
import { openCollector, type TestCollector } from '../harness/collector.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, type FlatEvent } from '../harness/delivered.ts';
import { startInbox, type Inbox } from '../harness/inbox.ts';
import { makePlace, removePlace, type Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import type { FixtureOptions } from '../harness/settings.ts';
import { readInstall } from '../harness/spool.ts';
import { test } from '../harness/test.ts';

type Props = Readonly<Record<string, unknown>>;

/** Few, since each of them is a process, a courier and three sinks; much in each. */
const RUNS = 4;
const EVENTS_PER_RUN = { minLength: 40, maxLength: 80 };

const word = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,39}$/).filter((whole) => redactText(whole) === whole);
/** Characters of all kinds, NUL and line ends among them. What redaction would change has tests of its own. */
const text = fc.string({ unit: 'binary', maxLength: 250 }).filter((whole) => redactText(whole) === whole);

/** What `track` is given for `scan.value`: every kind of field, each there or not. */
const given = fc.record(
  {
    bytes: fc.maxSafeNat(),
    count: fc.maxSafeNat(),
    durationMs: fc.double({ min: 0, max: Number.MAX_SAFE_INTEGER, noNaN: true }),
    flag: fc.boolean(),
    hash: fc.string({ unit: 'binary' }),
    oneOf: fc.constantFrom('red', 'Grün', '青'),
    slug: fc
      .array(word, { minLength: 1, maxLength: 3 })
      .map((words) => words.join(' '))
      .filter((whole) => redactText(whole) === whole),
    text,
    version: fc.stringMatching(/^v?[0-9]{1,4}(\.[0-9]{1,4}){0,3}(-[0-9A-Za-z.]{1,20})?$/),
  },
  { requiredKeys: [] },
);

let collector: TestCollector;
let inbox: Inbox;
beforeAll(async () => {
  collector = await openCollector();
  inbox = await startInbox();
});
afterAll(async () => {
  await collector.close();
  await inbox.close();
});

test('every value of the catalogue arrives as it was given, at every sink', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(given, EVENTS_PER_RUN), async (all) => {
      const place = makePlace('round-trip');
      try {
        await track(place, all);
        const arrived = await readAll(place);
        for (const events of Object.values(arrived)) expectEqual(events, all);
        expect(arrived.http).toEqual(arrived.file);
        expect(arrived.collector).toEqual(arrived.file);
      } finally {
        await removePlace(place);
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

async function track(place: Place, all: readonly Props[]): Promise<void> {
  const options: FixtureOptions = {
    consent: { level: 'full' },
    sinks: [
      ['file', { path: place.sinkFile, name: 'main' }],
      ['http', { url: inbox.url }],
      ['collector', { url: collector.url, key: collector.key }],
    ],
  };
  const tool = startRemote(place, { options });
  for (const props of all) await tool.call('track', 'scan.value', props);
  await tool.end();
  await waitForCouriers(place.root);
}

type Arrived = Readonly<Record<'file' | 'http' | 'collector', readonly Props[]>>;

/** The properties of all events of the place, in the order of their numbers. */
async function readAll(place: Place): Promise<Arrived> {
  const install = readInstall(place);
  const isOurs = ({ resource }: FlatEvent): boolean => resource['install'] === install;
  const rows = await collector.query<{ props: string }>(
    `SELECT props FROM events FINAL WHERE install = '${install}' ORDER BY seq`,
  );
  return {
    file: readDelivered(place).map(({ props }) => props),
    http: inbox
      .events()
      .filter(isOurs)
      .map(({ props }) => props),
    collector: rows.map(({ props }) => JSON.parse(props) as Props),
  };
}

function expectEqual(arrived: readonly Props[], all: readonly Props[]): void {
  const hashed = arrived.map(({ hash, ...props }, index) => ({
    ...props,
    ...('hash' in (all[index] ?? {}) ? { hash: typeof hash } : {}),
  }));
  const wanted = all.map(({ hash, durationMs, ...props }) => ({
    ...props,
    ...(hash === undefined ? {} : { hash: 'string' }),
    ...(durationMs === undefined ? {} : { durationMs: Math.round(durationMs as number) }),
  }));
  expect(hashed).toEqual(wanted);
  expectSameIfSame(
    all.map(({ hash }) => hash),
    arrived.map(({ hash }) => hash),
  );
}

/** Equal values have equal hashes, and others have others. */
function expectSameIfSame(values: readonly unknown[], hashes: readonly unknown[]): void {
  const pairs = new Map(values.map((value, index) => [value, hashes[index]]));
  expect(hashes).toEqual(values.map((value) => pairs.get(value)));
  expect(new Set(pairs.values()).size).toBe(pairs.size);
}
