import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { markProcess } from '../spool/liveness.ts';
import { fixedClock } from '../testing/fixed-clock.ts';
import { testPlatform, type TestPlatform } from '../testing/test-platform.ts';
import { beatMs, isServed, presencePath } from './presence-file.ts';

const MINUTE_MS = 60_000;
const START_MS = 1_700_000_000_000;

let home: string;
let platform: TestPlatform;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'overt-presence-'));
  platform = testPlatform({ home, clock: fixedClock(START_MS) });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A sign of life of this process, as of now. */
function beat(text = JSON.stringify({ process: markProcess(platform), startedAt: 1, counts: {} })): void {
  writeFileSync(presencePath(home), text, { mode: 0o600 });
  utimesSync(presencePath(home), START_MS / 1000, START_MS / 1000);
}

const served = (intervalMs = 5 * MINUTE_MS): boolean => isServed(platform, home, intervalMs);

it('nobody serves where nobody says so', () => {
  expect(served()).toBe(false);
});

it('a process serves for as long as its last sign of life counts, whatever way the clock goes', () => {
  beat();
  for (const [afterMs, is] of [
    [0, true],
    [121_000, true],
    [122_000, false],
    [-121_000, true],
    [-3_600_000, false],
  ] as const) {
    platform = testPlatform({ home, clock: fixedClock(START_MS + afterMs) });
    expect([afterMs, served()]).toEqual([afterMs, is]);
  }
});

it('a process that is gone serves nobody, and no more does another one of its number', () => {
  beat(JSON.stringify({ process: { ...markProcess(platform), pid: 2 ** 22 + 1 }, startedAt: 1, counts: {} }));
  expect(served()).toBe(false);
  beat(JSON.stringify({ process: { ...markProcess(platform), start: '1' }, startedAt: 1, counts: {} }));
  expect(served()).toBe(process.platform !== 'linux');
});

it.each(['', '{', 'null', '7', '[]', '{"process":null}', '{"process":{"pid":"1"}}', '{}'])(
  'a file that says nothing (%j) is no daemon',
  (text) => {
    beat(text);
    expect(served()).toBe(false);
  },
);

it('gives two signs of life in an interval, but none more often than need be', () => {
  expect([0, 10, 200, MINUTE_MS, 5 * MINUTE_MS, 24 * 60 * MINUTE_MS].map(beatMs)).toEqual([
    1000,
    20,
    100,
    30_000,
    MINUTE_MS,
    MINUTE_MS,
  ]);
});
