import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import { difference, readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, readProgress } from '../harness/delivered.ts';
import { runUnchanged } from '../harness/look.ts';
import type { Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import type { ToolRun } from '../harness/run-tool.ts';
import { settle } from '../harness/settle.ts';
import { snapshot } from '../harness/snapshot.ts';
import { test } from '../harness/test.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const WORK: ToolRun = {
  fixture: 'work.mjs',
  args: ['0', '12'],
  // So long that the name of the slot is known beforehand.
  options: { delivery: { intervalMs: DAY_MS } },
};

type Plant = {
  /** Where the link is, below the state folder. */
  readonly at: string;
  readonly to: 'a folder' | 'a file' | 'nothing';
  /** What cannot be trusted costs what hangs on it, and no more. */
  readonly delivered: boolean;
};

const folders = ['', 'runs', 'claimed', 'outbox', 'journal', 'starts'];
const files = [
  'ledger.json',
  'plan.json',
  'install-id',
  'salt',
  'places.json',
  'deletions.json',
  'journal/deliveries.ndjson',
];
const PLANTS: readonly Plant[] = [
  ...folders.map((at) => ({ at, to: 'a folder' as const, delivered: true })),
  { at: '..', to: 'a folder', delivered: true },
  ...files.map((at) => ({ at, to: 'a file' as const, delivered: true })),
  ...files.map((at) => ({ at, to: 'nothing' as const, delivered: true })),
  // It may be a no that was moved away.
  { at: 'consent.json', to: 'a file', delivered: false },
  { at: 'consent.json', to: 'nothing', delivered: false },
  // It looks like a slot that is taken: the next one comes.
  { at: 'starts/courier-*', to: 'a file', delivered: false },
  { at: 'starts/courier-*', to: 'nothing', delivered: false },
];

describe('a symbolic link', () => {
  test.for(PLANTS)('to $to at $at is not followed', async ({ at, to, delivered }, { place }) => {
    const target = plant(place, at, to);
    const before = snapshot(target);
    await runUnchanged(place, WORK);
    await waitForCouriers(place.root);

    expect(snapshot(target)).toEqual(before);
    expect(readDelivered(place)).toHaveLength(delivered ? readProgress(place).length + 1 : 0);
    expect(difference(await readAccount(place, WORK))).toBe(0);
  });

  test.for(PLANTS)('to $to at $at is not followed when all is removed', async ({ at, to }, { place }) => {
    const target = plant(place, at, to);
    const before = snapshot(target);
    const tool = startRemote(place);
    await tool.call('choose', 'off');
    await tool.end();
    expect(snapshot(target)).toEqual(before);
  });

  test('in place of the file of a run is removed, and not read', async ({ place }) => {
    const tool = startRemote(place);
    await tool.call('track', 'scan.step', { n: 0 });
    await tool.kill('SIGKILL');
    const runs = join(place.spool, 'runs');
    const [name = ''] = readdirSync(runs);
    const victim = join(place.root, name);
    renameSync(join(runs, name), victim);
    symlinkSync(victim, join(runs, name));

    const before = snapshot(place.root).filter((line) => line.startsWith(name));
    await settle(place);
    expect(snapshot(place.root).filter((line) => line.startsWith(name))).toEqual(before);
    expect(readdirSync(runs)).toEqual([]);
    expect(readDelivered(place).map(({ props }) => props['n'])).toEqual([1_000_000]);
  });
});

/** Puts a link where Overt will look, and answers the folder in which nothing may change. */
function plant(place: Place, at: string, to: Plant['to']): string {
  const victims = join(place.root, 'victims');
  // Names that Overt gives, too.
  for (const name of ['plan.txt', 'journal/day.txt', 'telemetry/plan.txt', 'telemetry/journal/day.txt']) {
    const path = join(victims, 'folder', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'what somebody else keeps\n');
  }
  const target = join(victims, to === 'a folder' ? 'folder' : 'file');
  if (to === 'a file') writeFileSync(target, 'what somebody else wrote\n');
  for (const path of expand(join(place.spool, at))) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    symlinkSync(target, path);
  }
  return victims;
}

/** The slot of today, and that of tomorrow in case midnight is near. */
function expand(path: string): string[] {
  const today = Math.floor(Date.now() / DAY_MS);
  return path.includes('*') ? [today, today + 1].map((slot) => path.replace('*', String(slot))) : [path];
}
