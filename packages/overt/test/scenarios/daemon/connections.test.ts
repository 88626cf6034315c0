import { connect } from 'node:net';
import { describe, expect } from 'vitest';
import {
  GOOD_LINE as LINE,
  readSteps as steps,
  expectWell,
  readCounts,
  sendBytes,
  startDaemon,
  waitForCounts,
} from '../../harness/daemon.ts';
import { readDelivered } from '../../harness/delivered.ts';
import { test } from '../../harness/test.ts';
import { waitFor } from '../../harness/wait-for.ts';

const MIB = 1024 * 1024;

/** Holds a connection open, and tells when the other side has ended it. */
function hold(
  path: string,
  first = '',
): {
  readonly isClosed: () => boolean;
  readonly write: (text: string) => void;
  readonly end: () => void;
  readonly heard: () => number;
} {
  const socket = connect({ path, allowHalfOpen: true });
  let isClosed = false;
  let heard = 0;
  socket.on('error', () => {
    isClosed = true;
  });
  socket.on('end', () => {
    isClosed = true;
    socket.destroy();
  });
  socket.on('close', () => {
    isClosed = true;
  });
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.length;
  });
  if (first !== '') socket.write(first);
  return {
    isClosed: () => isClosed,
    write: (text) => void socket.write(text),
    end: () => void socket.end(),
    heard: () => heard,
  };
}

describe('a connection', () => {
  test('is never answered', async ({ place }) => {
    const daemon = await startDaemon(place);
    const held = hold(daemon.served.socket ?? '', `${LINE}nonsense\n`);
    await waitForCounts(daemon, { messages: 2, malformed_message: 1 });
    held.end();
    await waitFor('its end', held.isClosed);
    expect(held.heard()).toBe(0);
    await daemon.end();
  });

  test(
    'that has no whole message in 5 seconds is cut, however busily it writes',
    { timeout: 30_000 },
    async ({ place }) => {
      const daemon = await startDaemon(place);
      const { socket = '' } = daemon.served;
      const [silent, slow, done] = [hold(socket), hold(socket, '{'), hold(socket, LINE)];
      const dripping = setInterval(() => void (slow.isClosed() || slow.write(' ')), 50);
      const startedMs = performance.now();
      await waitFor('all to be closed', () => silent.isClosed() && slow.isClosed() && done.isClosed());
      clearInterval(dripping);
      expect(performance.now() - startedMs).toBeGreaterThan(4000);
      expect(performance.now() - startedMs).toBeLessThan(9000);
      // Who has said what they wanted was not slow.
      await waitForCounts(daemon, { messages: 1, too_slow: 2 });
      await expectWell(daemon, place, 1);
    },
  );

  test('that is one too many is closed, and the others are not', async ({ place }) => {
    const daemon = await startDaemon(place);
    const { socket = '' } = daemon.served;
    const held = Array.from({ length: 110 }, () => hold(socket, '{'));
    await waitFor('ten to be refused', async () => {
      const { too_many_connections: refused = 0 } = await readCounts(daemon);
      return refused === 10 && held.filter(({ isClosed }) => isClosed()).length >= 10;
    });
    const closed = held.filter(({ isClosed }) => isClosed()).length;
    // On a machine that is very busy, the time of the others may be over by now.
    const { too_slow: late = 0, malformed_message: _, ...others } = await readCounts(daemon);
    expect([closed - late <= 10, others]).toEqual([true, { too_many_connections: 10 }]);
    for (const one of held) one.end();
    await waitFor('all to be gone', () => held.every(({ isClosed }) => isClosed()));
    await expectWell(daemon, place);
  });

  test('of 10,000: none stops the daemon or takes its memory', { timeout: 120_000 }, async ({ place }) => {
    const daemon = await startDaemon(place);
    const { socket = '' } = daemon.served;
    await daemon.call('health');
    let left = 10_000;
    const attack = async (): Promise<void> => {
      for (; left > 0; left -= 1) await sendBytes(socket, left % 2 === 0 ? LINE : '{'.repeat(3000));
    };
    await Promise.all(Array.from({ length: 300 }, attack));
    const health = await daemon.call<{ rssBytes: number; slowestMs: number }>('health');
    expect(health.slowestMs).toBeLessThan(1000);
    expect(health.rssBytes).toBeLessThan(300 * MIB);
    const before = steps(place).length;
    await waitFor('what was taken', async () => {
      const { messages = 0, malformed_message: bad = 0 } = await readCounts(daemon);
      return steps(place).length === messages - bad;
    });
    expect(steps(place).length).toBeGreaterThanOrEqual(before);
    await expectWell(daemon, place, steps(place).length);
  });

  test(
    'of many, each with a message that never ends, takes no more than 8 MiB of memory',
    { timeout: 60_000 },
    async ({ place }) => {
      const daemon = await startDaemon(place);
      const { socket = '' } = daemon.served;
      await daemon.call('health');
      const held = Array.from({ length: 90 }, () => hold(socket, ' '.repeat(900 * 1024)));
      await waitFor('some to be cut', async () => ((await readCounts(daemon))['overloaded'] ?? 0) >= 70);
      expect(held.filter(({ isClosed }) => !isClosed()).length).toBeLessThanOrEqual(20);
      const { rssBytes } = await daemon.call<{ rssBytes: number }>('health');
      expect(rssBytes).toBeLessThan(250 * MIB);
      for (const one of held) one.end();
      await waitFor('all to be gone', () => held.every(({ isClosed }) => isClosed()));
      await expectWell(daemon, place);
    },
  );

  test(
    'that sends as fast as it can does not hold up what the daemon does itself',
    { timeout: 60_000 },
    async ({ place }) => {
      const daemon = await startDaemon(place, { everyMs: 60_000 });
      const { socket = '' } = daemon.served;
      // The next delivery is a minute away: what that takes is another matter.
      await waitFor('the first delivery', () => readDelivered(place).length === 1);
      await daemon.call('health');
      await Promise.all(Array.from({ length: 20 }, () => sendBytes(socket, LINE.repeat(2000))));
      await waitFor('all of them', async () => (await readCounts(daemon))['messages'] === 40_000);
      const { slowestMs } = await daemon.call<{ slowestMs: number }>('health');
      expect(slowestMs).toBeLessThan(700);
      await daemon.end();
    },
  );
});
