import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weekOf } from '../platform/time.ts';
import { periodSuffix } from './period.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the period of a time', () => {
  it.for([
    // ISO 8601: week 1 is the one with the first Thursday of the year.
    ['1970-01-01T00:00:00Z', '-1970-01', '-1970-W01'],
    ['2016-01-03T23:59:59Z', '-2016-01', '-2015-W53'],
    ['2020-12-31T12:00:00Z', '-2020-12', '-2020-W53'],
    ['2021-01-03T23:59:59Z', '-2021-01', '-2020-W53'],
    ['2021-01-04T00:00:00Z', '-2021-01', '-2021-W01'],
    ['2024-12-30T00:00:00Z', '-2024-12', '-2025-W01'],
    ['2026-11-21T17:00:00Z', '-2026-11', '-2026-W47'],
    ['2026-11-30T23:59:59.999Z', '-2026-11', '-2026-W49'],
    ['2026-12-01T00:00:00Z', '-2026-12', '-2026-W49'],
  ] as const)('%s', ([time, month, week]) => {
    const epochMs = Date.parse(time);
    expect(periodSuffix('monthly', epochMs)).toBe(month);
    expect(periodSuffix('weekly', epochMs)).toBe(week);
    expect(periodSuffix('never', epochMs)).toBe('');
  });

  it('is the same from Monday to Sunday, and another in the next week', () => {
    // Up to the year 5000; the fourth day of the epoch was a Sunday.
    const mondays = fc.integer({ min: 1, max: 158_000 }).map((week) => (week * 7 - 3) * DAY_MS);
    fc.assert(
      fc.property(mondays, fc.integer({ min: 0, max: 7 * DAY_MS - 1 }), (monday, later) => {
        expect(new Date(monday).getUTCDay()).toBe(1);
        expect(weekOf(monday + later)).toBe(weekOf(monday));
        expect(weekOf(monday + 7 * DAY_MS + later)).not.toBe(weekOf(monday));
      }),
    );
  });

  it('is the week that GNU date names', ({ skip }) => {
    const days = Array.from({ length: 20_000 }, (_, index) => index * 3);
    const input = days.map((day) => `@${day * 24 * 60 * 60}`).join('\n');
    let named: string;
    try {
      named = execFileSync('date', ['-u', '-f', '-', '+%G-W%V'], { input, encoding: 'utf8' });
    } catch {
      skip('This `date` is not the one of GNU.');
    }
    expect(days.map((day) => weekOf(day * DAY_MS))).toEqual(named!.trim().split('\n'));
  });
});
