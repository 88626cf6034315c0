import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DeliveryGuarantee } from '../../src/courier/plan.ts';
import { readAccount } from '../../src/ledger/account.ts';
import type { LedgerView } from '../../src/ledger/view.ts';
import { totalOf } from '../../src/spool/counts.ts';
import { startInbox, parsePost, type Inbox } from '../harness/inbox.ts';
import { openSpool, PLAN, type TestSpool } from '../harness/written-spool.ts';

const FIXTURE = join(import.meta.dirname, '../fixtures/dying-courier.mjs');
const SINK = 'inbox';
/** Three runs with an error each: two batches, and so two requests. */
const RUNS = 3;

/** What became of everything after a courier died at a step and others came after it. */
type Fate = {
  /** How often each event arrived, by its id. */
  readonly arrivals: ReadonlyMap<string, number>;
  readonly account: LedgerView;
};

describe.each(['at-least-once', 'at-most-once'] as const)('delivery %s', (guarantee) => {
  it('keeps its word wherever a courier is killed', { timeout: 300_000 }, async () => {
    const spool = openSpool();
    const ids = Array.from({ length: RUNS }, () => addRun(spool)).flat();
    const steps = await countSteps(spool, guarantee);
    // Claim, merge, two requests with their entries, tidy up: far more than these.
    expect(steps).toBeGreaterThan(20);
    const fates: Fate[] = [];
    for (let step = 1; step <= steps; step += 1) fates.push(await dieAt(spool, guarantee, step));

    for (const fate of fates) KEEPS_ITS_WORD[guarantee](ids, fate);
    // The price of each: otherwise this test would show nothing.
    const counts = fates.flatMap((fate) => countsOf(ids, fate));
    const worst = { 'at-least-once': Math.max(...counts), 'at-most-once': Math.min(...counts) };
    expect(worst[guarantee]).toBe({ 'at-least-once': 2, 'at-most-once': 0 }[guarantee]);
  });
});

const KEEPS_ITS_WORD: Record<DeliveryGuarantee, (ids: readonly string[], fate: Fate) => void> = {
  'at-least-once': (ids, fate) => {
    expect(Math.min(...countsOf(ids, fate))).toBe(1);
    expect(balanced(ids, fate)).toMatchObject({ delivered: ids.length, dropped: {} });
  },
  'at-most-once': (ids, fate) => {
    const counts = countsOf(ids, fate);
    expect(Math.max(...counts)).toBe(1);
    const { dropped } = balanced(ids, fate);
    // What is said to have arrived did; of what is unconfirmed some may have.
    const lost = counts.filter((count) => count === 0).length;
    expect(dropped['unconfirmed'] ?? 0).toBeGreaterThanOrEqual(lost);
    expect(Object.keys(dropped)).toEqual(dropped['unconfirmed'] === undefined ? [] : ['unconfirmed']);
  },
};

function countsOf(ids: readonly string[], { arrivals }: Fate): number[] {
  return ids.map((id) => arrivals.get(id) ?? 0);
}

/** Whatever happened: nothing is there that was not recorded, nothing waits, and the books balance. */
function balanced(ids: readonly string[], { arrivals, account }: Fate): LedgerView {
  for (const id of arrivals.keys()) expect(ids).toContain(id);
  const { recorded, delivered, pending, dropped } = account;
  expect([recorded, pending]).toEqual([ids.length, 0]);
  expect(recorded).toBe(delivered + totalOf(dropped));
  return account;
}

describe('at-most-once', () => {
  it('loses nothing to a place that cannot be reached, or that says that it has too much to do', async () => {
    const spool = openSpool();
    const ids = addRun(spool);
    let busy = true;
    const inbox = await startInbox(() => (busy ? { status: 429, body: '' } : { status: 200, body: '' }));
    const at = (url: string): Parameters<TestSpool['deliver']>[0] => ({
      plan: planFor(url, 'at-most-once'),
      sinks: [],
    });
    try {
      // Nobody listens on port 1.
      await spool.deliver(at('http://127.0.0.1:1/events'));
      expect(spool.account(SINK)).toMatchObject({ delivered: 0, pending: ids.length, dropped: {} });
      await spool.deliver(at(inbox.url));
      expect(spool.account(SINK)).toMatchObject({ delivered: 0, pending: ids.length, dropped: {} });
      busy = false;
      spool.platform.clock.advance(60_000);
      await spool.deliver(at(inbox.url));
      expect(spool.account(SINK)).toMatchObject({ delivered: ids.length, pending: 0, dropped: {} });
    } finally {
      await inbox.close();
    }
  });

  it.each([500, 503, 302])('sends nothing again after an answer that leaves it open: %d', async (status) => {
    const spool = openSpool();
    const ids = addRun(spool);
    const inbox = await startInbox(() => ({ status, body: '' }));
    try {
      for (const _ of [1, 2, 3]) {
        await spool.deliver({ plan: planFor(inbox.url, 'at-most-once'), sinks: [] });
        spool.platform.clock.advance(3_600_000);
      }
      const tried = inbox.received.flatMap((request) => parsePost(request).map(({ id }) => id));
      expect(tried.toSorted()).toEqual(ids.toSorted());
      expect(spool.account(SINK)).toMatchObject({ pending: 0, dropped: { unconfirmed: ids.length } });
    } finally {
      await inbox.close();
    }
  });
});

function addRun(spool: TestSpool): string[] {
  const run = spool.addRun([
    { name: 'error', props: {} },
    { name: 'feature.used', level: 'usage', props: {} },
  ]);
  return [`${run}.1`, `${run}.2`];
}

function planFor(url: string, guarantee: DeliveryGuarantee): typeof PLAN {
  const options = { url, format: 'json', gzip: true, headers: {} };
  return { ...PLAN, guarantee, sinks: [{ kind: 'http', name: SINK, options }] };
}

async function countSteps(spool: TestSpool, guarantee: DeliveryGuarantee): Promise<number> {
  return inCopy(spool, async (home, inbox) => {
    const { output } = await runCourier([home, spool], planFor(inbox.url, guarantee), 0);
    return Number(output);
  });
}

/** Kills a courier at a step, then lets others finish. */
async function dieAt(spool: TestSpool, guarantee: DeliveryGuarantee, step: number): Promise<Fate> {
  return inCopy(spool, async (home, inbox) => {
    const plan = planFor(inbox.url, guarantee);
    const { signal } = await runCourier([home, spool], plan, step);
    expect(signal).toBe('SIGKILL');
    await runCourier([home, spool], plan, 0);
    const arrivals = new Map<string, number>();
    for (const { id } of inbox.events()) arrivals.set(id, (arrivals.get(id) ?? 0) + 1);
    const account = readAccount(spool.platform, folderIn(home, spool), [SINK])[SINK];
    if (account === undefined) throw new Error('no account');
    return { arrivals, account };
  });
}

async function inCopy<Value>(
  { platform }: TestSpool,
  act: (home: string, inbox: Inbox) => Promise<Value>,
): Promise<Value> {
  const home = mkdtempSync(join(tmpdir(), 'overt-dying-'));
  const inbox = await startInbox();
  try {
    cpSync(platform.system.homeFolder(), home, { recursive: true });
    return await act(home, inbox);
  } finally {
    await inbox.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function folderIn(home: string, { platform, folder }: TestSpool): string {
  return join(home, relative(platform.system.homeFolder(), folder));
}

function runCourier(
  [home, spool]: readonly [string, TestSpool],
  plan: typeof PLAN,
  step: number,
): Promise<{ readonly output: string; readonly signal: NodeJS.Signals | null }> {
  const child = spawn(process.execPath, [FIXTURE, home, folderIn(home, spool), String(step)], {
    env: { PATH: process.env['PATH'], FIXTURE_PLAN: JSON.stringify(plan) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on('close', (_code, signal) => resolve({ output, signal })));
}
