import { expect, test } from 'vitest';
import { decide, type DecisionSource, type GateInput } from './gate.ts';
import { DECISION_ORDER } from './order.ts';

/** What makes each source speak. */
const SPEAKS: Readonly<Record<DecisionSource, Partial<GateInput>>> = {
  'do-not-track': { env: { DO_NOT_TRACK: '1' } },
  variable: { env: { TALLY_TELEMETRY: 'usage' } },
  choice: { stored: { kind: 'chosen', level: 'full' } },
  default: {},
};

test('every source is in the order, and of two that speak the earlier one wins', () => {
  expect(DECISION_ORDER.toSorted()).toEqual(Object.keys(SPEAKS).toSorted());
  for (const [index, first] of DECISION_ORDER.entries()) {
    for (const later of DECISION_ORDER.slice(index)) expect(decide(both(first, later)).source).toBe(first);
  }
});

function both(one: DecisionSource, other: DecisionSource): GateInput {
  const env = { ...SPEAKS[one].env, ...SPEAKS[other].env };
  const stored = SPEAKS[one].stored ?? SPEAKS[other].stored ?? { kind: 'none' };
  return { env, stored, policy: { variable: 'TALLY_TELEMETRY', default: 'on', level: 'usage' } };
}
