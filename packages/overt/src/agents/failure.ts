import { toSlug } from '../catalogue/check.ts';
import { kindOf } from '../errors/expected.ts';
import type { ErrorSettings } from '../errors/options.ts';
import { readClass, readProperty } from '../errors/read-error.ts';
import type { Redact } from '../errors/safe-name.ts';
import type { SessionOutcome, ToolOutcome } from './session.ts';

/** What an error makes of the tool, turn or session that it ended. Its text is not looked at. */
export type Failure = {
  /** What the author declared of it (`errors.expected`), or the class of the error. */
  readonly errorKind: string;
  readonly toolOutcome: ToolOutcome;
  readonly outcome: SessionOutcome;
};

const OUTCOMES: Readonly<Record<string, ToolOutcome>> = {
  abort: 'interrupted',
  denied: 'denied',
  timeout: 'timeout',
};
/** Thrown at once, and still on its way to whoever catches it. */
const UNKNOWN: Failure = { errorKind: 'unknown', toolOutcome: 'error', outcome: 'error' };

export function readFailure(
  failure: { readonly error: unknown } | undefined,
  settings: ErrorSettings,
  redact: Redact,
): Failure {
  if (failure === undefined) return UNKNOWN;
  const { error } = failure;
  const kind = kindOf(error, settings);
  const isTimeout = readProperty(error, 'name') === 'TimeoutError';
  const toolOutcome = (kind !== undefined && OUTCOMES[kind]) || (isTimeout ? 'timeout' : 'error');
  return {
    errorKind: kind ?? toSlug(readClass(error, redact), 1),
    toolOutcome,
    outcome: kind === 'abort' ? 'interrupted' : 'error',
  };
}
