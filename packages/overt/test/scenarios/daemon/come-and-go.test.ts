import { describe, expect } from 'vitest';
import { difference, readAccount } from '../../harness/account.ts';
import { findCouriers, killIfThere, waitForCouriers } from '../../harness/couriers.ts';
import { sendMessages, startDaemon, type Daemon } from '../../harness/daemon.ts';
import { readDelivered, readProgress } from '../../harness/delivered.ts';
import type { Place } from '../../harness/place.ts';
import { runTool } from '../../harness/run-tool.ts';
import { test } from '../../harness/test.ts';
import { waitFor } from '../../harness/wait-for.ts';

/** Short, so that slots run out while the test runs. */
const OPTIONS = { delivery: { intervalMs: 200 } };
const RUNS = 200;
const AT_ONCE = 4;

/** The numbers of what arrived. */
function steps(place: Place): number[] {
  const own = readDelivered(place).filter(
    ({ name, props }) => name === 'scan.step' && props['worker'] !== undefined,
  );
  return own.map(({ props }) => Number(props['worker'])).toSorted((one, other) => one - other);
}

/** Lets runs of the tool end until nothing waits any more. */
async function deliverAll(place: Place): Promise<void> {
  await waitFor(
    'all to be delivered',
    async () => {
      await runTool(place, { fixture: 'next.mjs' });
      await waitForCouriers(place.root);
      return (await readAccount(place)).pending === 0;
    },
    60_000,
  );
}

/** Ways in which a daemon ends. */
const ENDS: readonly ((daemon: Daemon) => Promise<unknown>)[] = [
  (daemon) => daemon.end(),
  (daemon) => daemon.kill('SIGKILL'),
  (daemon) => daemon.kill('SIGTERM'),
  async (daemon) => {
    killIfThere(daemon.pid, 'SIGSTOP');
    await new Promise((resolve) => void setTimeout(resolve, 1500));
    return daemon.kill('SIGKILL');
  },
  async (daemon) => {
    killIfThere(daemon.pid, 'SIGSTOP');
    await new Promise((resolve) => void setTimeout(resolve, 300));
    killIfThere(daemon.pid, 'SIGCONT');
    await daemon.call('flush');
    return daemon.end();
  },
];

describe('daemons that come and go', () => {
  test('while 200 runs record: what was recorded arrives, once', { timeout: 180_000 }, async ({ place }) => {
    let next = 0;
    const over = new AbortController();
    const work = async (): Promise<void> => {
      while (next < RUNS) {
        const worker = next;
        next += 1;
        const { code } = await runTool(place, {
          fixture: 'many.mjs',
          args: [String(worker), '1'],
          options: OPTIONS,
        });
        expect(code).toBe(0);
      }
    };
    const comeAndGo = async (): Promise<number> => {
      let rounds = 0;
      for (; !over.signal.aborted; rounds += 1) {
        const daemon = await startDaemon(place, {}, { options: OPTIONS });
        await daemon.call('track', 'scan.step', { n: rounds });
        // Not a wait for something: how long it lives is left to chance.
        await new Promise((resolve) => void setTimeout(resolve, Math.random() * 600));
        await ENDS[rounds % ENDS.length]?.(daemon);
      }
      return rounds;
    };
    const rounds = comeAndGo();
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    over.abort();
    expect(await rounds).toBeGreaterThan(ENDS.length);
    await deliverAll(place);
    expect(steps(place)).toEqual(Array.from({ length: RUNS }, (_, worker) => worker));
    const ids = readDelivered(place).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const account = await readAccount(place);
    expect([difference(account), account.dropped, account.delivered]).toEqual([0, {}, ids.length]);
  });
});

describe('a daemon that was stopped in its tracks (SIGSTOP)', () => {
  test('holds up nobody for longer than its last sign of life counts', async ({ place }) => {
    const daemon = await startDaemon(place, {}, { options: OPTIONS });
    killIfThere(daemon.pid, 'SIGSTOP');
    let runs = 0;
    await waitFor(
      'a courier that delivers in its place',
      async () => {
        await runTool(place, { fixture: 'many.mjs', args: [String(runs), '1'], options: OPTIONS });
        runs += 1;
        await waitForCouriers(place.root);
        return steps(place).length > 0;
      },
      15_000,
    );
    killIfThere(daemon.pid, 'SIGCONT');
    await waitFor('all of it', () => steps(place).length === runs);
    await daemon.end();
    expect(new Set(steps(place)).size).toBe(runs);
  });

  test('is taken over after it was killed, also where a message was on its way', async ({ place }) => {
    const daemon = await startDaemon(place, { everyMs: 60_000 });
    const message = { type: 'track', payload: { name: 'scan.step', props: { n: 1, worker: 7 } } };
    await sendMessages(daemon.served.socket ?? '', [message, message, message]);
    await waitFor(
      'three',
      async () => (await daemon.call<Record<string, number>>('counts'))['messages'] === 3,
    );
    await daemon.kill('SIGKILL');
    expect(findCouriers(place.root)).toEqual([]);
    await deliverAll(place);
    expect(steps(place)).toEqual([7, 7, 7]);
    expect(readDelivered(place).filter(({ name }) => name === 'command.abandoned')).toHaveLength(1);
    expect(readProgress(place)).toEqual([]);
  });
});
