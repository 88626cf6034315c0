import { expect, it } from 'vitest';
import { fixedClock } from '../testing/fixed-clock.ts';
import { testPlatform } from '../testing/test-platform.ts';
import { createMessageQueue } from './message-queue.ts';

it('takes all messages in their order, a few milliseconds at a time', async () => {
  const clock = fixedClock(0);
  const platform = testPlatform({ home: '/nonexistent', clock });
  const taken: number[] = [];
  let inThisTurn = 0;
  let most = 0;
  const queue = createMessageQueue(platform, (frame) => {
    taken.push(frame.readUInt16BE());
    inThisTurn += 1;
    most = Math.max(most, inThisTurn);
    clock.advance(1);
  });
  const frames = Array.from({ length: 500 }, (_, index) => Buffer.from([index >> 8, index & 0xff]));
  const over = new AbortController();
  queue.add(frames.slice(0, 200), () => {});
  queue.add(frames.slice(200), () => over.abort());
  // What the daemon does besides has its turn after each slice.
  let turns = 0;
  for (; !over.signal.aborted && turns < 1000; turns += 1) {
    await new Promise((resolve) => void setImmediate(resolve));
    inThisTurn = 0;
  }
  expect(taken).toEqual(frames.map((_, index) => index));
  expect(most).toBe(4);
  expect(turns).toBeGreaterThan(100);
});
