import type { BatchEvent } from 'overt';

/** How bad it is: the number by which receivers order, and its name. */
export type Severity = readonly [number: number, text: string];

const INFO: Severity = [9, 'INFO'];
const WARN: Severity = [13, 'WARN'];
const ERROR: Severity = [17, 'ERROR'];
const FATAL: Severity = [21, 'FATAL'];

/** Of a run that died without a word, only these say that a fault of the program ended it. */
const FAULTS: readonly unknown[] = ['out-of-memory', 'fatal'];

export function severityOf({ name, level, props }: Pick<BatchEvent, 'name' | 'level' | 'props'>): Severity {
  switch (name) {
    case 'crash':
      // Another listener kept the tool alive.
      return props['intercepted'] === true ? ERROR : FATAL;
    case 'error':
    case 'daemon.start_failure':
      return ERROR;
    case 'command.abandoned':
      return FAULTS.includes(props['cause']) ? FATAL : WARN;
    case 'telemetry.test':
      return INFO;
    default:
      // What an author declares for reports of errors says that something went wrong, and not how badly.
      return level === 'errors' ? WARN : INFO;
  }
}
