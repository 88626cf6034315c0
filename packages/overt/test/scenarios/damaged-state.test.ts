import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { difference, readAccount } from '../harness/account.ts';
import { test } from '../harness/busy.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, readWhatCounts } from '../harness/delivered.ts';
import { runUnchanged, visible } from '../harness/look.ts';
import { makePlace, removePlace, type Place } from '../harness/place.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import type { FixtureSink } from '../harness/settings.ts';
import { settle } from '../harness/settle.ts';
import { measure, readRetryAt } from '../harness/spool.ts';
import { waitFor } from '../harness/wait-for.ts';

type Damage = { readonly damage: string; readonly do: (spool: string) => void };

const EVENTS = 12;
const WORK: ToolRun = { fixture: 'work.mjs', args: ['0', String(EVENTS)] };
const GARBAGE = '{"format":1,"\u0000garbage';

const overwrite = (name: string, text: string) => (spool: string) => {
  mkdirSync(join(spool, name, '..'), { recursive: true });
  writeFileSync(join(spool, name), text);
};
const edit = (name: string, change: object) => (spool: string) => {
  const path = join(spool, name);
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...change }));
};
const remove = (name: string) => (spool: string) => rmSync(join(spool, name), { recursive: true });
const replaceByFile = (name: string) => (spool: string) => {
  remove(name)(spool);
  writeFileSync(join(spool, name), GARBAGE);
};
const replaceByFolder = (name: string) => (spool: string) => {
  rmSync(join(spool, name), { force: true });
  mkdirSync(join(spool, name));
};

const FILES = ['ledger.json', 'plan.json', 'install-id', 'salt', 'places.json', 'deletions.json'];
const FOLDERS = ['runs', 'claimed', 'outbox', 'journal', 'starts'];
const LEDGERS: Readonly<Record<string, object>> = {
  'of no format': { format: undefined },
  'without an id': { id: 7 },
  'without sinks': { sinks: null },
  'without batches': { batches: null },
  'without counts': { dropped: null },
  'with text for a count': { recorded: 'many' },
  'without a next batch': { nextBatch: null },
  'with a number for what is spent': { spent: 7 },
  'with an account that is none': { sinks: { main: null } },
  'with a batch that is none': { batches: { 7: null } },
  'with a batch that is not there': {
    batches: { 7: { events: 0, bytes: 0, createdAt: 0, urgent: false, cursors: {}, attempts: {} } },
  },
};

const DAMAGES: readonly Damage[] = [
  ...FILES.map((name) => ({ damage: `garbage in ${name}`, do: overwrite(name, GARBAGE) })),
  ...FILES.map((name) => ({ damage: `nothing in ${name}`, do: overwrite(name, '') })),
  ...FILES.map((name) => ({ damage: `a folder for ${name}`, do: replaceByFolder(name) })),
  ...FOLDERS.map((name) => ({ damage: `a file for ${name}/`, do: replaceByFile(name) })),
  ...FOLDERS.map((name) => ({ damage: `no ${name}/`, do: remove(name) })),
  ...FOLDERS.map((name) => ({ damage: `a folder in ${name}/`, do: replaceByFolder(`${name}/x`) })),
  ...Object.entries(LEDGERS).map(([what, change]) => ({
    damage: `a ledger ${what}`,
    do: edit('ledger.json', change),
  })),
  { damage: 'a batch that nobody knows', do: overwrite('outbox/00000099.ndjson', GARBAGE) },
  { damage: 'a claimed file of garbage', do: overwrite('claimed/x.ndjson', GARBAGE) },
  { damage: 'nothing at all', do: (spool) => rmSync(spool, { recursive: true }) },
];

let used: Place;
let bare: ReturnType<typeof visible>;
beforeAll(async () => {
  used = makePlace('used');
  await settle(used);
  bare = visible(await runTool(used, { ...WORK, stub: true }));
});
afterAll(() => removePlace(used));

describe('a state folder with', () => {
  test.for(DAMAGES)('$damage: what is recorded from then on arrives', async (damage, { place }) => {
    cpSync(used.spool, place.spool, { recursive: true });
    damage.do(place.spool);
    expect(visible(await runTool(place, WORK))).toEqual(bare);
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toHaveLength(EVENTS + 1);
    expect(difference(await readAccount(place))).toBe(0);
  });

  test('a ledger of garbage: batches that waited are delivered all the same', async ({ place, busy }) => {
    await leaveBatches(place, busy.sink);
    overwrite('ledger.json', GARBAGE)(place.spool);
    await settle(place);
    expect(readWhatCounts(place)).toHaveLength(EVENTS + 1);
    expect(readdirSync(place.spool)).toContain('ledger.json.damaged');
    expect(difference(await readAccount(place))).toBe(0);
  });

  test('a batch of garbage: it is counted, and the other one arrives', async ({ place, busy }) => {
    await leaveBatches(place, busy.sink);
    const [errors = ''] = readdirSync(join(place.spool, 'outbox')).toSorted();
    overwrite(`outbox/${errors}`, GARBAGE)(place.spool);
    await waitFor('the wait that the server asked for', () => Date.now() > readRetryAt(place));
    await settle(place);
    const failed = Math.ceil(EVENTS / 5);
    expect(readWhatCounts(place)).toHaveLength(EVENTS + 1 - failed);
    const account = await readAccount(place);
    expect(account).toMatchObject({ pending: 0, dropped: { spool_damaged: failed } });
    expect(difference(account)).toBe(0);
  });

  test.for([
    { file: 'ledger.json', change: { format: 2 } },
    { file: 'plan.json', change: { format: 2 } },
  ])('a $file of a later version', async ({ file, change }, { place }) => {
    await settle(place);
    edit(file, change)(place.spool);
    const text = readFileSync(join(place.spool, file), 'utf8');
    const delivered = readDelivered(place).length;
    await runUnchanged(place, WORK);
    await waitForCouriers(place.root);
    if (file === 'ledger.json') {
      // That version knows what to do with the runs; this one records and leaves all else alone.
      expect(readFileSync(join(place.spool, file), 'utf8')).toBe(text);
      expect(measure(place, 'runs').files).toBe(1);
      expect(readDelivered(place)).toHaveLength(delivered);
      edit(file, { format: 1 })(place.spool);
      await settle(place);
    }
    expect(readWhatCounts(place)).toHaveLength(EVENTS + 1);
  });
});

/** Two batches that wait: one of errors, one of the rest. */
async function leaveBatches(place: Place, sink: FixtureSink): Promise<void> {
  await runTool(place, { ...WORK, options: { sinks: [sink] } });
  await waitForCouriers(place.root);
  expect(measure(place, 'outbox').files).toBe(2);
}
