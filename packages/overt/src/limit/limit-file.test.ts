import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Platform } from '../platform/platform.ts';
import { fixedClock } from '../testing/fixed-clock.ts';
import { testPlatform } from '../testing/test-platform.ts';
import { isDue, type EventLimit } from './limit.ts';
import { passLimit, resetLimit } from './limit-file.ts';

const MINUTE_MS = 60_000;
const LIMIT: EventLimit = { everyMs: MINUTE_MS, maxMs: 32 * MINUTE_MS, resetOn: 'daemon.start' };
const NAME = 'daemon.start_failure';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'overt-limit-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function pass(platform: Platform, limit = LIMIT): boolean {
  return passLimit(platform, home, [NAME, limit]);
}

describe('the wait', () => {
  it('is 1, 2, 4, 8, 16, 32, 32 minutes, to the millisecond, over processes', () => {
    const clock = fixedClock(1_700_000_000_000);
    // A platform for each try, as for each process: nothing is remembered but what is on the disk.
    const tryNow = (): boolean => pass(testPlatform({ home, clock }));
    expect(tryNow()).toBe(true);
    for (const minutes of [1, 2, 4, 8, 16, 32, 32, 32]) {
      clock.advance(minutes * MINUTE_MS - 1);
      expect(tryNow()).toBe(false);
      clock.advance(1);
      expect(tryNow()).toBe(true);
    }
  });

  it('stays the same without `maxMs`', () => {
    const platform = testPlatform({ home });
    for (let round = 0; round < 5; round += 1) {
      expect(pass(platform, { everyMs: MINUTE_MS })).toBe(true);
      expect(pass(platform, { everyMs: MINUTE_MS })).toBe(false);
      platform.clock.advance(MINUTE_MS);
    }
  });

  it('is none again after a reset', () => {
    const platform = testPlatform({ home });
    expect(pass(platform)).toBe(true);
    platform.clock.advance(MINUTE_MS);
    expect(pass(platform)).toBe(true);
    resetLimit(platform, home, NAME);
    expect(pass(platform)).toBe(true);
    platform.clock.advance(MINUTE_MS);
    expect(pass(platform)).toBe(true);
  });

  it('does not grow by what was limited', () => {
    const platform = testPlatform({ home });
    expect(pass(platform)).toBe(true);
    for (let tries = 0; tries < 50; tries += 1) expect(pass(platform)).toBe(false);
    platform.clock.advance(MINUTE_MS);
    expect(pass(platform)).toBe(true);
  });

  it('is never shorter than the last one, nor longer than `maxMs`', () => {
    const whole = fc.integer({ min: 1000, max: 30 * 24 * 60 * MINUTE_MS });
    const cases = fc.record({ one: whole, other: whole, count: fc.nat(10_000), wait: fc.nat() });
    fc.assert(
      fc.property(cases, ({ one, other, count, wait }) => {
        const limit = { everyMs: Math.min(one, other), maxMs: Math.max(one, other) };
        const due = isDue(limit, { count: count + 1, at: 0 }, wait);
        // Whoever has recorded more waits at least as long.
        const isLaterDue = isDue(limit, { count: count + 2, at: 0 }, wait);
        const isRight = [wait < limit.maxMs || due, wait >= limit.everyMs || !due, !isLaterDue || due];
        expect(isRight).toEqual([true, true, true]);
      }),
    );
  });
});

describe('a clock that was set', () => {
  it('back does not stop the event for longer than it lasts', () => {
    const platform = testPlatform({ home, clock: fixedClock(1_900_000_000_000) });
    expect(pass(platform)).toBe(true);
    const earlier = testPlatform({ home, clock: fixedClock(1_700_000_000_000) });
    expect(pass(earlier)).toBe(true);
    expect(pass(earlier)).toBe(false);
  });

  it('forward lets one pass', () => {
    const platform = testPlatform({ home });
    expect(pass(platform)).toBe(true);
    platform.clock.advance(10 * 365 * 24 * 60 * MINUTE_MS);
    expect(pass(platform)).toBe(true);
    expect(pass(platform)).toBe(false);
  });
});

describe('what is on the disk', () => {
  const files = (): string[] => readdirSync(join(home, 'limits'));

  it('is one small file that its user alone may read', () => {
    const platform = testPlatform({ home });
    for (let round = 0; round < 9; round += 1) {
      pass(platform);
      platform.clock.advance(32 * MINUTE_MS);
    }
    expect(files()).toEqual([`${NAME}.9`]);
    const stat = statSync(join(home, 'limits', `${NAME}.9`));
    expect([stat.mode & 0o777, stat.size < 64]).toEqual([0o600, true]);
    expect(statSync(join(home, 'limits')).mode & 0o777).toBe(0o700);
  });

  it.each(['', '{', 'null', '[]', '{"count":-1,"at":5}', '{"count":"1","at":null}', '\0\0\0'])(
    'counts as nothing where it is damaged (%j), and is mended',
    (text) => {
      const platform = testPlatform({ home });
      expect(pass(platform)).toBe(true);
      writeFileSync(join(home, 'limits', `${NAME}.1`), text);
      expect(pass(platform)).toBe(true);
      expect(pass(platform)).toBe(false);
    },
  );

  it('of other names is not looked at', () => {
    const platform = testPlatform({ home });
    mkdirSync(join(home, 'limits'), { mode: 0o700 });
    for (const name of [`${NAME}.x`, `${NAME}.other.7`, 'daemon.7'])
      writeFileSync(join(home, 'limits', name), '{}');
    expect(pass(platform)).toBe(true);
    expect(pass(platform)).toBe(false);
  });

  it('is made anew where a link or a file is in its place, and never followed', () => {
    const elsewhere = join(home, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(home, 'limits'));
    const platform = testPlatform({ home });
    expect(pass(platform)).toBe(true);
    expect(pass(platform)).toBe(false);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('cannot be written: nothing passes, and nothing is thrown', () => {
    const platform = testPlatform({ home });
    const refuse = (): never => {
      throw Object.assign(new Error('read-only'), { code: 'EROFS' });
    };
    const fs = { ...platform.fs, openSync: refuse, mkdirSync: refuse };
    expect(pass({ ...platform, fs })).toBe(false);
    expect(() => resetLimit({ ...platform, fs }, home, NAME)).not.toThrow();
    expect(existsSync(join(home, 'limits'))).toBe(false);
  });
});

describe('processes that meet', () => {
  /** Runs `meanwhile` once, when `platform` is about to give a file its name. */
  function overtake(platform: Platform, meanwhile: () => void): Platform {
    let isDone = false;
    const linkSync: Platform['fs']['linkSync'] = (...paths) => {
      if (!isDone) {
        isDone = true;
        meanwhile();
      }
      platform.fs.linkSync(...paths);
    };
    return { ...platform, fs: { ...platform.fs, linkSync } };
  }

  it('record once', () => {
    const platform = testPlatform({ home });
    let other = false;
    const slow = overtake(platform, () => {
      other = pass(platform);
    });
    expect([pass(slow), other]).toEqual([false, true]);
    expect(readdirSync(join(home, 'limits'))).toEqual([`${NAME}.1`]);
  });

  it('record once also where the other has gone on further', () => {
    const platform = testPlatform({ home });
    const slow = overtake(platform, () => {
      expect(pass(platform)).toBe(true);
      platform.clock.advance(MINUTE_MS);
      expect(pass(platform)).toBe(true);
    });
    expect(pass(slow)).toBe(false);
    expect(readdirSync(join(home, 'limits'))).toEqual([`${NAME}.2`]);
  });
});
