/** A configuration of ESLint that uses `@overt/eslint-plugin`: check-packages.ts type-checks it against the packed package. */
import overt, { configs, rules } from '@overt/eslint-plugin';

export const config = [
  overt.configs.recommended,
  {
    plugins: { '@overt': { rules } },
    rules: { '@overt/covered-entry-points': ['error', { dynamic: true }] },
  },
];
export const severity: 'error' = configs.recommended.rules['@overt/covered-entry-points'];
// @ts-expect-error There is one rule.
export const wrong: unknown = rules['covered'];
