import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampLowering, isLowered, lowerNow } from './lowered.ts';

const NOW = 1_790_000_000_000;
const DAY_MS = 86_400_000;

describe('clampLowering', () => {
  it('makes of whatever an answer holds something within bounds, or nothing', () => {
    const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(NaN, Infinity, -1, 0, 1));
    const anything = fc.anything({ withNullPrototype: true });
    const name = fc.oneof(fc.constantFrom('a', 'tool.*', ''), fc.string({ maxLength: 200 }), anything);
    const asked = fc.oneof(
      anything,
      fc.record(
        {
          forMs: fc.oneof(number, anything),
          drop: fc.oneof(fc.array(name, { maxLength: 200 }), anything),
          sample: fc.oneof(
            fc.dictionary(fc.string({ maxLength: 120 }), fc.oneof(number, anything)),
            anything,
          ),
          everyMs: fc.oneof(number, anything),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(asked, (given) => {
        const lowered = clampLowering(given, NOW);
        if (lowered === undefined) return;
        const { until, drop, sample, everyMs } = lowered;
        expect(until > NOW && until <= NOW + 7 * DAY_MS).toBe(true);
        expect(everyMs >= 0 && everyMs <= DAY_MS).toBe(true);
        expect(drop.length).toBeLessThanOrEqual(100);
        for (const share of Object.values(sample)) expect(share >= 0 && share < 1).toBe(true);
        // It is kept in the ledger, and one that cannot be read would be thrown away as a whole.
        expect(isLowered(JSON.parse(JSON.stringify(lowered)))).toBe(true);
        expect(lowerNow(lowered, NOW)).toBe(lowered);
        expect(lowerNow(lowered, until)).toBeUndefined();
        // The clock was set back by a month.
        expect(lowerNow(lowered, NOW - 30 * DAY_MS)).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('takes back what was asked for when nothing is asked for any more', () => {
    for (const given of [{ forMs: 0 }, { forMs: -5, drop: ['a'] }, { forMs: 1000 }, null, 'less'])
      expect(clampLowering(given, NOW)).toBeUndefined();
  });
});
