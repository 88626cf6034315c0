import { describe, expect, it } from 'vitest';
import type { StoredChoice } from './choice.ts';
import { decide, type ConsentPolicy } from './gate.ts';

const POLICY: ConsentPolicy = { variable: 'TALLY_TELEMETRY', default: 'on', level: 'usage' };
const NONE: StoredChoice = { kind: 'none' };
const FULL: StoredChoice = { kind: 'chosen', level: 'full' };

describe('the first rule that speaks wins', () => {
  it.each([
    [{}, NONE, 'usage', 'default'],
    [{}, FULL, 'full', 'choice'],
    [{}, { kind: 'unreadable' } as const, 'off', 'choice'],
    [{ TALLY_TELEMETRY: 'errors' }, FULL, 'errors', 'variable'],
    [{ TALLY_TELEMETRY: '1' }, NONE, 'usage', 'variable'],
    [{ TALLY_TELEMETRY: 'TRUE' }, NONE, 'usage', 'variable'],
    [{ TALLY_TELEMETRY: '0' }, FULL, 'off', 'variable'],
    [{ TALLY_TELEMETRY: 'no' }, FULL, 'off', 'variable'],
    [{ TALLY_TELEMETRY: '' }, FULL, 'off', 'variable'],
    [{ TALLY_TELEMETRY: 'ful' }, FULL, 'off', 'variable'],
    [{ DO_NOT_TRACK: '1', TALLY_TELEMETRY: 'full' }, FULL, 'off', 'do-not-track'],
    [{ DO_NOT_TRACK: 'yes' }, FULL, 'off', 'do-not-track'],
    [{ DO_NOT_TRACK: 'off' }, FULL, 'off', 'do-not-track'],
    [{ DO_NOT_TRACK: '0' }, FULL, 'full', 'choice'],
    [{ DO_NOT_TRACK: 'False' }, FULL, 'full', 'choice'],
    [{ DO_NOT_TRACK: '' }, FULL, 'full', 'choice'],
  ])('%j with %j: %s, by %s', (env, stored, ...[level, source]) => {
    expect(decide({ env, stored, policy: POLICY })).toMatchObject({ level, source });
  });
});

describe("the author's default", () => {
  it.each([
    ['ask', 'off'],
    ['off', 'off'],
    ['on', 'usage'],
  ] as const)('%s means %s until the user speaks', (fallback, level) => {
    expect(decide({ env: {}, stored: NONE, policy: { ...POLICY, default: fallback } }).level).toBe(level);
  });
});
