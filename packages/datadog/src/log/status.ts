import type { BatchEvent, Fault } from 'overt';

/** Datadog's words for how grave something is, as far as we use them. */
export type Status = 'critical' | 'error' | 'warning' | 'info';

/** Failures that are no reports of errors: a failure that is to be expected, and a run that somebody may just have ended. */
const WARNINGS: readonly string[] = ['command.error', 'command.abandoned'];
/** What `doctor` sends. */
const TEST_EVENT = 'telemetry.test';

export function statusOf({ name, level }: BatchEvent, fault: Fault | undefined): Status {
  if (fault !== undefined) return fault.isFatal ? 'critical' : 'error';
  if (WARNINGS.includes(name)) return 'warning';
  return level === 'errors' && name !== TEST_EVENT ? 'error' : 'info';
}
