import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuotaWindow } from './quota.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-21T12:30:00Z');
const NONE = { perDay: 1e9, perHour: 1e9, events: {} };

describe('QuotaWindow', () => {
  it('lets through no more in an hour or a day than is allowed, and no less, whatever comes', () => {
    const event = fc.record({ name: fc.constantFrom('a', 'b'), hoursAgo: fc.integer({ min: 0, max: 40 }) });
    const limit = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), fc.tuple(limit, limit, limit), (given, limits) => {
        const [perDay, perHour, ofA] = limits;
        // As runs come: in the order in which they were recorded.
        const events = given.toSorted((one, other) => other.hoursAgo - one.hoursAgo);
        const quota = { perDay, perHour, events: { a: ofA } };
        const passed: typeof given = [];
        let counts = {};
        for (const one of events) {
          // From what was kept: the next courier goes on where this one ended.
          const window = new QuotaWindow(quota, JSON.parse(JSON.stringify(counts)) as typeof counts);
          const others = passed.filter((other) => hourOf(other) === hourOf(one));
          const inDay = passed.filter((other) => dayOf(other) === dayOf(one)).length;
          const isFree =
            inDay < perDay &&
            others.length < perHour &&
            (one.name !== 'a' || others.filter(({ name }) => name === 'a').length < ofA);
          expect(window.admit({ name: one.name, time: timeOf(one) }, NOW)).toBe(isFree);
          if (isFree) passed.push(one);
          counts = window.counts;
        }
      }),
    );
  });

  it('counts what has a time that lies ahead as of now', () => {
    const window = new QuotaWindow({ ...NONE, perHour: 1 }, {});
    expect(window.admit({ name: 'a', time: NOW + 99 * HOUR_MS }, NOW)).toBe(true);
    expect(window.admit({ name: 'a', time: NOW }, NOW)).toBe(false);
  });

  it('forgets what is over', () => {
    let counts = {};
    for (let hour = 0; hour < 500; hour += 1) {
      const window = new QuotaWindow({ ...NONE, events: { a: 5 } }, counts);
      window.admit({ name: 'a', time: NOW + hour * HOUR_MS }, NOW + hour * HOUR_MS);
      counts = window.counts;
    }
    expect(Object.keys(counts).length).toBeLessThan(110);
  });
});

type Given = { readonly hoursAgo: number };

function timeOf({ hoursAgo }: Given): number {
  return NOW - hoursAgo * HOUR_MS;
}

function hourOf(given: Given): number {
  return Math.floor(timeOf(given) / HOUR_MS);
}

function dayOf(given: Given): string {
  return new Date(timeOf(given)).toISOString().slice(0, 10);
}
