import { coveredEntryPoints } from './covered-entry-points.ts';

/** The name under which oxlint shows a plugin is made of the package's; `configs.recommended` gives ESLint the same one. */
export const meta = { name: '@overt/eslint-plugin', version: '0.1.0', namespace: '@overt' } as const;

export const rules = { 'covered-entry-points': coveredEntryPoints } as const;

/** For ESLint's flat configuration. oxlint has no configurations of plugins: there the rule is named in `rules`. */
export const configs = {
  recommended: {
    name: '@overt/recommended',
    plugins: { '@overt': { meta, rules } },
    rules: { '@overt/covered-entry-points': 'error' },
  },
} as const;

// oxlint-disable-next-line import/no-default-export -- ESLint and oxlint take a plugin from there.
export default { meta, rules, configs };
