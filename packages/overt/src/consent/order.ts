import type { DecisionSource } from './gate.ts';

/** What may decide, in the order in which it counts: the first that speaks wins. */
export const DECISION_ORDER: readonly DecisionSource[] = ['do-not-track', 'variable', 'choice', 'default'];
