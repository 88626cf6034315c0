import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { mountDisk, whyNoMounts } from '../harness/abilities.ts';
import { difference, readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered, readProgress, readWhatCounts } from '../harness/delivered.ts';
import { runUnchanged } from '../harness/look.ts';
import type { Place } from '../harness/place.ts';
import { startRemote, type Remote } from '../harness/remote.ts';
import { settle } from '../harness/settle.ts';
import { measure } from '../harness/spool.ts';
import { test as base } from '../harness/test.ts';
import { waitFor } from '../harness/wait-for.ts';

const KIB = 1024;
const DISK_BYTES = 1024 * KIB;

/** A test whose state folder is a small disk of its own. */
const test = base.extend('disk', async ({ place, skip }, { onCleanup }) => {
  const reason = whyNoMounts();
  if (reason !== undefined) skip(`No disk could be filled: ${reason}.`);
  onCleanup(mountDisk(place.state, DISK_BYTES));
  return createDisk(place);
});

/** The disk below the state folder. */
type Disk = { readonly fill: (leaveBytes: number) => void; readonly free: () => void };

function createDisk({ state }: Place): Disk {
  const filler = join(state, 'filler');
  return {
    fill(leaveBytes) {
      const { bavail, bsize } = statfsSync(state);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)));
    },
    free: () => rmSync(filler),
  };
}

describe('a disk', () => {
  test('that is full from the start: the tool goes on, and the next run finds room', async ({
    place,
    disk,
  }) => {
    disk.fill(0);
    await runUnchanged(place, { fixture: 'work.mjs', args: ['0', '12'] });
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toEqual([]);
    disk.free();
    await settle(place);
    expect(readDelivered(place).map(({ props }) => props['n'])).toEqual([1_000_000]);
    expect(await readAccount(place)).toMatchObject({ recorded: 1, delivered: 1, pending: 0, dropped: {} });
  });

  test.for([0, 1, 4, 16, 64].map((pages) => ({ room: pages * 4 * KIB })))(
    'that fills up after $room bytes: what fits is delivered when there is room again',
    async ({ room }, { place, disk }) => {
      await settle(place);
      disk.fill(room);
      await runUnchanged(place, { fixture: 'work.mjs', args: ['0', '6000'] });
      await waitForCouriers(place.root);
      disk.free();
      await settle(place);

      const tracked = readProgress(place);
      expect(tracked).toHaveLength(6000);
      const there = readWhatCounts(place).filter(({ name }) => name.startsWith('scan.'));
      const numbers = there.map(({ props }) => Number(props['n'])).toSorted((one, other) => one - other);
      // A line has some 70 bytes. The files of those who share the disk are small.
      expect(numbers.length).toBeGreaterThanOrEqual(room < 16 * KIB ? 0 : room / 100);
      expect(numbers).toEqual(Array.from(numbers, (_, n) => n));
      const account = await readAccount(place);
      expect(difference(account)).toBe(0);
      expect(account).toMatchObject({ delivered: readDelivered(place).length, pending: 0 });
    },
  );

  test('that is full for a while: each event is delivered or counted', async ({ place, disk }) => {
    const tool = startRemote(place);
    const calls = await trackThrough(place, disk, tool);
    await tool.end();
    await waitForCouriers(place.root);
    await settle(place);

    const delivered = readWhatCounts(place).map(({ props }) => Number(props['n']));
    expect(delivered).toEqual(expect.arrayContaining([0, 1, calls - 1]));
    expect(new Set(delivered).size).toBe(delivered.length);
    const account = await readAccount(place);
    expect(difference(account)).toBe(0);
    // Those of settle(), too.
    const recorded = readDelivered(place).length - delivered.length + calls;
    expect(account).toMatchObject({
      recorded,
      pending: 0,
      dropped: { write_failed: calls - delivered.length },
    });
  });
});

/** Records before, while and after the disk is full. Answers how often `track` was called. */
async function trackThrough(place: Place, disk: Disk, tool: Remote): Promise<number> {
  let calls = 0;
  const track = async (): Promise<void> => {
    await tool.call('track', 'scan.step', { n: calls });
    calls += 1;
  };
  await track();
  disk.fill(0);
  // What is left of the page that the file ends in still fits.
  for (let index = 0; index < 200; index += 1) await track();
  const { bytes } = measure(place, 'runs');
  disk.free();
  await waitFor('the tool to write again', async () => {
    await track();
    return measure(place, 'runs').bytes > bytes;
  });
  return calls;
}
