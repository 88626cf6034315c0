/**
 * What is true of declared events, as data: for programs that document, check or generate from a catalogue, such as
 * `@overt/cli`. No tool needs it to run.
 *
 * @module
 */
import { DEFAULT_LIMITS, HELD_LIMITS, JOURNAL_LIMITS } from '../spool/limits.ts';
import { MAX_DISTINCT_SLUGS, MAX_WORD_LENGTH, OTHER, SLUG_ALPHABET, VERSION } from '../catalogue/check.ts';

export type { Catalogue, EventDeclaration, EventLevel } from '../catalogue/event.ts';
export type { Field } from '../catalogue/field.ts';
export type { DecisionSource } from '../consent/decision.ts';
export type { ResourceField, ResourceOptions } from '../spool/resource.ts';

export { BUILTIN_EVENTS } from '../catalogue/builtin.ts';
export { ERROR_FIELDS } from '../catalogue/error-fields.ts';
export { PROJECT_FILE } from '../consent/gather.ts';
export { DECISION_ORDER, POLICY_FILES } from '../consent/order.ts';
export { checkLimit } from '../limit/find-fault.ts';
export { describeResource } from '../spool/resource.ts';
export { INSPECTOR } from '../telemetry/inspect.ts';

/** The built-in events that are recorded without a call of `track()`. */
export const AUTOMATIC_EVENTS = [
  'command.invocation',
  'command.error',
  'command.abandoned',
  'error',
  'crash',
] as const;

/** What a field may hold, by its kind. */
export const FIELD_BOUNDS = {
  /** Recorded in place of a slug or version that is none. */
  other: OTHER,
  slugAlphabet: SLUG_ALPHABET,
  /** In characters. */
  maxSlugWordLength: MAX_WORD_LENGTH,
  /** In one run; what comes after is recorded as `other`. */
  maxDistinctSlugs: MAX_DISTINCT_SLUGS,
  versionPattern: VERSION.source,
  maxVersionLength: 64,
  /** Hexadecimal digits. */
  hashLength: 16,
  /** In characters, where the declaration does not say. */
  maxTextLength: 500,
  /** In characters, of the report of an error. */
  maxStackLength: 8192,
} as const;

/** How much stays on the user's machine, and for how long, where the tool does not say. */
export const RETENTION = { spool: DEFAULT_LIMITS, journal: JOURNAL_LIMITS, held: HELD_LIMITS } as const;
