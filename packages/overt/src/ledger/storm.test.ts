import fc from 'fast-check';
import { expect, it } from 'vitest';
import { admitReport, type AdmittedReport } from './storm.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

it('in any 24 hours, at most ten of a kind, a hundred reports and a hundred without one are let through, and no more is kept', () => {
  const step = fc.tuple(
    fc.integer({ min: 0, max: DAY_MS / 20 }),
    fc.constantFrom('', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      let admitted: readonly AdmittedReport[] = [];
      const all: AdmittedReport[] = [];
      let now = 0;
      for (const [wait, fingerprint] of steps) {
        now += wait;
        const next = admitReport(admitted, fingerprint, now);
        if (next !== undefined) all.push([now, fingerprint]);
        admitted = next ?? admitted;
        const window = all.filter(([at]) => now - at < DAY_MS);
        const alike = window.filter(([, other]) => other === fingerprint).length;
        const sort = window.filter(([, other]) => (other === '') === (fingerprint === ''));
        expect(sort.length).toBeLessThanOrEqual(100);
        expect(fingerprint === '' || alike <= 10).toBe(true);
        expect(admitted.length).toBeLessThanOrEqual(200);
      }
    }),
    { numRuns: 50 },
  );
});

it('nothing is held back that is within the limits', () => {
  let admitted: readonly AdmittedReport[] = [];
  for (let count = 0; count < 10; count += 1) admitted = admitReport(admitted, 'a', count) ?? [];
  expect(admitted).toHaveLength(10);
  expect(admitReport(admitted, 'a', 10)).toBeUndefined();
  expect(admitReport(admitted, 'b', 10)).toHaveLength(11);
  expect(admitReport(admitted, 'a', DAY_MS)).toHaveLength(10);
});
