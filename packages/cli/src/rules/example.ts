import type { Suppression } from '../subject/config.ts';

/** A small catalogue that shows a rule: as values, or as source where only that can show it. */
export type Example = {
  readonly events?: Readonly<Record<string, unknown>>;
  readonly source?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** What the last release declared. */
  readonly released?: Readonly<Record<string, unknown>>;
  /** What users can read. */
  readonly documents?: string;
  readonly suppress?: readonly Suppression[];
};

/** The day on which the examples are read. */
export const EXAMPLE_TODAY = '2026-06-30';

/** A declaration with which no rule finds fault. */
const FAULTLESS = {
  why: 'To see how large the projects are that we must be fast for.',
  owner: 'cli team',
  expires: '2027-06-30',
};

/** One event that is without fault but for what is given here. */
export function event(name: string, parts: Readonly<Record<string, unknown>> = {}): Example {
  return { events: { [name]: { ...FAULTLESS, ...parts } } };
}

/** Several of them. Their reasons differ, since a rule asks for that. */
export function events(...names: readonly string[]): Example {
  const entries = names.map((name, index) => [name, { ...FAULTLESS, why: `${FAULTLESS.why} (${index})` }]);
  return { events: Object.fromEntries(entries) as Record<string, unknown> };
}

/** One event with one field. */
export function field(
  name: string,
  kind: Readonly<Record<string, unknown>>,
  parts: Readonly<Record<string, unknown>> = {},
): Example {
  return event('scan.finished', { ...parts, fields: { [name]: kind } });
}
