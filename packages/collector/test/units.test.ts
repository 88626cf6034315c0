import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as collector from '../src/index.ts';
import { renderReport } from '../src/report/render.ts';
import type { Report } from '../src/report/report.ts';
import { createRecentEvents } from '../src/wire/recent-events.ts';
import { isUlid, weekOfRun } from '../src/wire/ulid.ts';
import { makeRunId } from './events.ts';

test('the public names', () => {
  expect(Object.keys(collector).toSorted()).toMatchInlineSnapshot(`
    [
      "CollectorError",
      "startCollector",
    ]
  `);
});

describe('the week of a run', () => {
  test.each<[time: string, week: string]>([
    ['2026-11-16T00:00:00.000Z', '2026-11-16'],
    ['2026-11-21T12:00:00.000Z', '2026-11-16'],
    ['2026-11-22T23:59:59.999Z', '2026-11-16'],
    ['2026-11-23T00:00:00.000Z', '2026-11-23'],
    ['2020-01-01T00:00:00.000Z', '2019-12-30'],
    ['2019-12-31T23:59:59.999Z', '1970-01-01'],
    ['2060-01-01T00:00:00.000Z', '1970-01-01'],
    ['1970-01-01T00:00:00.000Z', '1970-01-01'],
  ])('%s is in %s', (time, week) => {
    expect(weekOfRun(makeRunId(Date.parse(time)))).toBe(week);
  });

  test('is a Monday, and not after the run', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2020, 0, 6), max: Date.UTC(2059, 11, 31) }), (ms) => {
        const monday = new Date(`${weekOfRun(makeRunId(ms))}T00:00:00Z`);
        expect(monday.getUTCDay()).toBe(1);
        expect(ms - monday.getTime()).toBeGreaterThanOrEqual(0);
        expect(ms - monday.getTime()).toBeLessThan(7 * 86_400_000);
      }),
    );
  });

  test('an id has one spelling', () => {
    const id = makeRunId();
    expect([id, id.toLowerCase(), `${id}0`, id.slice(1), 5].map(isUlid)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('recent events', () => {
  test('knows exactly what was added, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: 30 })), { maxLength: 80 }),
        (events) => {
          const recent = createRecentEvents();
          const seen = new Set<string>();
          for (const [run, seq] of events) {
            expect(recent.add(run, seq)).toBe(seen.has(`${run}.${seq}`));
            seen.add(`${run}.${seq}`);
          }
        },
      ),
    );
  });

  test('forgets the oldest, and what it names as known always was', () => {
    const recent = createRecentEvents(100);
    for (let index = 0; index < 1_000; index += 1) expect(recent.add(`run-${index}`, 1)).toBe(false);
    expect(recent.add('run-999', 1)).toBe(true);
    expect(recent.add('run-960', 1)).toBe(true);
    expect(recent.add('run-1', 1)).toBe(false);
  });

  test('a run of many gaps is bounded, too', () => {
    const recent = createRecentEvents(100);
    for (let seq = 1; seq < 10_000; seq += 2) recent.add('run', seq);
    expect(recent.add('another', 1)).toBe(false);
  });
});

test('the report as text', () => {
  const report: Report = {
    project: 'default',
    isEstimated: false,
    totals: { events: 1_234_567, stored: 1_234_567, runs: 12, installs: 3 },
    commands: [
      { command: 'count', runs: 1_000, failures: 25, failureRate: 0.025, p50Ms: 41.234, p95Ms: 2_345.6 },
      { command: '\u001b[31mred', runs: 1, failures: 0, failureRate: 0, p50Ms: null, p95Ms: 90_000 },
    ],
    versions: [{ version: '1.4.2', runs: 12, failures: 25, crashes: 1 }],
    crashes: [{ errorClass: 'TypeError', count: 1, versions: ['1.4.1', '1.4.2'] }],
    abandoned: [{ command: '', runs: 2 }],
    starters: [],
    outcomes: [],
    friction: [],
    agents: { sessions: [], tokens: [], costs: {}, turns: [], tools: [], errors: [] },
    ledgers: {
      spools: 1,
      recorded: 120,
      delivered: 100,
      pending: 15,
      dropped: { evicted_bytes: 5 },
      balanced: true,
    },
  };
  expect(renderReport(report)).toMatchInlineSnapshot(`
    "Project default: 1,234,567 events, 12 runs, 3 installs

    Commands
      command    runs  failures   rate      p50      p95
      count     1,000        25  2.5 %  41.2 ms   2.35 s
      ?[31mred      1         0  0.0 %        -  1.5 min

    Versions
      version  runs  failures  crashes
      1.4.2      12        25        1

    Crashes
      error      count  versions
      TypeError      1  1.4.1, 1.4.2

    Abandoned runs (killed, out of memory, power)
      command  runs
      (none)      2

    Delivery, as 1 spool tells it
      recorded 120 = delivered 100 + dropped 5 (evicted_bytes 5) + pending 15
      in the store 1,234,567
    "
  `);
  const sampled = renderReport({ ...report, isEstimated: true, totals: { ...report.totals, stored: 99 } });
  expect(sampled).toContain(
    'Project default: ~1,234,567 events, ~12 runs, at least 3 installs\n\nSome events were sampled',
  );
  expect(sampled).toMatch(/count {2,}~1,000 {2,}~25/);
  expect(sampled).toContain('in the store 99');
});
