import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRunId } from '../spool/run-id.ts';
import { drawOf, rateOf } from './rate.ts';

const RESOURCE = { tool: 'scan', version: '1.0.0' };

describe('drawOf', () => {
  it('is even over the runs of one moment, and over those of a year', () => {
    for (const stepMs of [0, 3_600_000]) {
      let now = 1_790_000_000_000;
      const draws = Array.from({ length: 20_000 }, () => {
        now += stepMs;
        const run = createRunId({ now: () => now, random: Math.random });
        return drawOf({ run, resource: RESOURCE }, 'run');
      });
      for (const share of [0.01, 0.1, 0.5, 0.9]) {
        const part = draws.filter((draw) => draw < share).length / draws.length;
        // Six standard deviations: one failure in half a billion.
        expect(Math.abs(part - share)).toBeLessThan(6 * Math.sqrt((share * (1 - share)) / draws.length));
      }
    }
  });

  it('is that of the installation for all of its runs, or of the run where there is none', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (install, one, other) => {
        const known = { ...RESOURCE, install };
        expect(drawOf({ run: one, resource: known }, 'install')).toBe(
          drawOf({ run: other, resource: known }, 'install'),
        );
        expect(drawOf({ run: one, resource: RESOURCE }, 'install')).toBe(
          drawOf({ run: one, resource: known }, 'run'),
        );
      }),
    );
  });
});

describe('rateOf', () => {
  it('takes the share of the longest name that fits, and that for all otherwise', () => {
    const events = { 'tool.*': 0.5, 'tool.call': 0.25, crash: 0.75 };
    const rate = (name: string, level = 'usage'): number => rateOf({ rate: 0.1, events }, { name, level });
    expect(['tool.call', 'tool.list', 'command.invocation'].map((name) => rate(name))).toEqual([
      0.25, 0.5, 0.1,
    ]);
    // Errors are drawn only where they are named.
    expect([rate('crash', 'errors'), rate('error', 'errors')]).toEqual([0.75, 1]);
  });
});
