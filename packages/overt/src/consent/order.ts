import type { DecisionSource } from './decision.ts';

/**
 * What may decide, in the order in which it counts: the first that speaks wins. The project's file is among them and
 * stands apart: whatever speaks, it may only lower.
 */
export const DECISION_ORDER: readonly DecisionSource[] = [
  'do-not-track',
  'policy',
  'mandatory',
  'variable',
  'choice',
  'project',
  'ci',
  'default',
];

/** Where the administrator of a machine speaks, by operating system. */
export const POLICY_FILES = {
  linux: '/etc/overt/policy.json',
  darwin: '/Library/Application Support/overt/policy.json',
  win32: 'C:\\ProgramData\\overt\\policy.json',
} as const;
