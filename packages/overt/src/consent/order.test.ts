import { expect, test } from 'vitest';
import type { Platform } from '../platform/platform.ts';
import type { DecisionSource } from './decision.ts';
import { findPolicyFile } from './gather.ts';
import { DECISION_ORDER, POLICY_FILES } from './order.ts';
import type { ConsentPolicy } from './policy.ts';
import { resolveConsent, type ConsentInputs } from './resolve.ts';

const POLICY: ConsentPolicy = {
  tool: 'tally',
  variable: 'TALLY_TELEMETRY',
  aliases: [],
  default: 'on',
  level: 'usage',
  ci: 'off',
  text: 1,
  mandatory: false,
};
const SILENT: ConsentInputs = {
  env: {},
  policy: POLICY,
  managed: { kind: 'none' },
  stored: { kind: 'none' },
  project: { kind: 'none' },
  isCi: false,
};

/** What makes each source speak; the earlier ones come last, so that they are not written over. */
const SPEAKS: Readonly<Record<DecisionSource, (inputs: ConsentInputs) => ConsentInputs>> = {
  'do-not-track': (inputs) => ({ ...inputs, env: { ...inputs.env, DO_NOT_TRACK: '1' } }),
  policy: (inputs) => ({ ...inputs, managed: { kind: 'rule', path: '/p', level: 'full' } }),
  mandatory: (inputs) => ({ ...inputs, policy: { ...inputs.policy, mandatory: true } }),
  variable: (inputs) => ({ ...inputs, env: { ...inputs.env, TALLY_TELEMETRY: 'usage' } }),
  choice: (inputs) => ({
    ...inputs,
    stored: { kind: 'chosen', choice: 'full', text: 1, at: 0, how: 'command' },
  }),
  project: (inputs) => ({ ...inputs, project: { kind: 'rule', path: '/q', atMost: 'errors' } }),
  ci: (inputs) => ({ ...inputs, isCi: true }),
  default: (inputs) => inputs,
};

test('every source is in the order, and of two that speak the earlier one wins', () => {
  expect(DECISION_ORDER.toSorted()).toEqual(Object.keys(SPEAKS).toSorted());
  const speaking = DECISION_ORDER.filter((source) => source !== 'project');
  for (const [index, first] of speaking.entries()) {
    expect(resolveConsent(SPEAKS[first](SILENT)).source).toBe(first);
    for (const later of speaking.slice(index))
      expect(resolveConsent(SPEAKS[first](SPEAKS[later](SILENT))).source).toBe(first);
  }
});

test('the file of the project lowers what is not locked', () => {
  for (const source of ['variable', 'choice'] as const)
    expect(resolveConsent(SPEAKS.project(SPEAKS[source](SILENT)))).toMatchObject({
      level: 'errors',
      source: 'project',
    });
  expect(resolveConsent(SPEAKS.project(SPEAKS.policy(SILENT)))).toMatchObject({
    level: 'full',
    source: 'policy',
  });
});

test.each(Object.entries(POLICY_FILES))('the policy is where it is said to be on %s', (os, path) => {
  expect(findPolicyFile({ system: { os }, env: {} } as unknown as Platform, POLICY)).toBe(path);
});
