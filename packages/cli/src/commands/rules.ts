import { ALL_RULES } from '../rules/all-rules.ts';
import type { Outcome } from './outcome.ts';

/** `overt rules`: what `overt check` looks at. */
export function runRules({ json }: { readonly json?: true }): Outcome {
  const rules = ALL_RULES.map(({ id, severity, summary, isFatal }) => ({
    id,
    severity,
    summary,
    isSuppressible: isFatal !== true,
  }));
  if (json) return { stdout: `${JSON.stringify(rules, null, 2)}\n`, code: 0 };
  const width = Math.max(...rules.map(({ id }) => id.length));
  const lines = rules.map(
    ({ id, severity, summary }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${summary}\n`,
  );
  return { stdout: lines.join(''), code: 0 };
}
