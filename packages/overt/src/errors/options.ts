import { toSlug, OTHER } from '../catalogue/check.ts';
import { CORE_EVENTS } from '../catalogue/core-events.ts';
import type { Catalogue } from '../catalogue/event.ts';
import { arePlainFields } from '../catalogue/plain-catalogue.ts';
import { validateFields } from '../catalogue/validate.ts';
import type { Field } from '../catalogue/field.ts';
import { givenEntries, onlyGiven } from '../given-entries.ts';
import { expected } from '../option-error.ts';
import { withDefaults } from '../telemetry/with-defaults.ts';

/** What else may be said of an error, declared like the fields of an event. */
export type ErrorFields = Readonly<Record<string, Field>>;

/** How errors are reported (docs/errors.md). */
export type ErrorOptions<Fields extends ErrorFields = ErrorFields> = {
  /**
   * What `captureError` may be given besides the error.
   * @default {}
   */
  readonly fields?: Fields;
  /**
   * Errors that are no fault of the tool, by the name of their class or their code, and which kind they are:
   * `{ QuotaError: 'quota' }`. Of those, kind, class and code are recorded, and no report is made. Wrong use, what the user called
   * off and what the network did are known without it.
   * @default {}
   */
  readonly expected?: Readonly<Record<string, string>>;
  /** Says which kind an error is, or nothing if it is not to be expected. Comes before all else. */
  readonly classify?: (error: unknown) => string | undefined;
  /**
   * Whether the user is told by which reference a crash can be found: one line on standard error.
   * @default false
   */
  readonly sayReference?: boolean;
  /**
   * Whether a crash of a user who has not decided about telemetry yet is held on their machine, and they are asked at the next
   * `introduce()` whether this one report may be sent. Counts where the default of consent is `ask` or `off`.
   * @default false
   */
  readonly ask?: boolean;
  /**
   * Whether Node writes a diagnostic report when it runs out of memory or fails, so that this can be told from a run that
   * somebody killed. Node prints two lines more then. The courier reads the report and removes it.
   * @default false
   */
  readonly diagnosticReport?: boolean;
  /**
   * In which environments errors are dropped and counted. Builds of pull requests count as `ci-pr`.
   * @default ['development', 'ci-pr']
   */
  readonly dropEnvironments?: readonly string[];
};

/** The options, checked and complete. */
export type ErrorSettings = Required<Omit<ErrorOptions, 'fields' | 'classify'>> & {
  readonly classify: ErrorOptions['classify'] | undefined;
};

export const ERROR_DEFAULTS: ErrorSettings = {
  expected: {},
  classify: undefined,
  sayReference: false,
  ask: false,
  diagnosticReport: false,
  dropEnvironments: ['development', 'ci-pr'],
};

/** The options, which were checked, complete. */
export function resolveErrors(errors: ErrorOptions): ErrorSettings {
  const settled = withDefaults(ERROR_DEFAULTS, errors);
  return { ...settled, expected: onlyGiven(settled.expected) };
}

/** Throws where one of them is wrong. */
export function checkErrors(errors: ErrorOptions): void {
  if (typeof errors !== 'object' || errors === null) throw expected('errors', 'an object', errors);
  const { expected: kinds = {}, classify, dropEnvironments = [] } = errors;
  const { sayReference = false, ask = false, diagnosticReport = false } = errors;
  for (const [name, flag] of Object.entries({ sayReference, ask, diagnosticReport }))
    if (typeof flag !== 'boolean') throw expected(`errors.${name}`, 'true or false', flag);
  if (classify !== undefined && typeof classify !== 'function')
    throw expected('errors.classify', 'a function', classify);
  if (givenEntries(kinds)?.every(([, kind]) => isSlug(kind)) !== true)
    throw expected('errors.expected', 'an object of short names', kinds);
  if (!Array.isArray(dropEnvironments) || !dropEnvironments.every(isSlug))
    throw expected('errors.dropEnvironments', 'a list of short names', dropEnvironments);
}

/** Throws where the fields are wrong that go with `error`. */
export function checkErrorFields(fields: ErrorFields | undefined): void {
  if (fields === undefined) return;
  const { fields: own, level } = CORE_EVENTS.error;
  const taken = Object.keys(own).find((name) => Object.hasOwn(fields, name));
  if (taken !== undefined) throw expected('errors.fields', 'without the names that every error has', taken);
  validateFields('errors.fields', fields, level);
}

/** Whether they are right beyond doubt. */
export function arePlainErrorFields(fields: ErrorFields): boolean {
  const { fields: own, level } = CORE_EVENTS.error;
  return arePlainFields(fields, level) && !Object.keys(own).some((name) => Object.hasOwn(fields, name));
}

/** The author's events, and with them `error` with the fields that go with it. */
export function withErrorFields(events: Catalogue, fields: ErrorFields): Catalogue {
  const own = CORE_EVENTS.error;
  // Most errors are reported where nobody is there to say more.
  const optional = Object.entries(fields).map(([name, field]) => [name, { ...field, optional: true }]);
  return { ...events, error: { ...own, fields: { ...own.fields, ...Object.fromEntries(optional) } } };
}

/** Whether it is kept as it is where a slug is stored. */
export function isSlug(value: unknown): value is string {
  return typeof value === 'string' && value !== OTHER && toSlug(value, 1) === value;
}
