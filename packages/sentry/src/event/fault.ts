import type { BatchEvent } from 'overt';
import type { Mechanism, SeverityLevel } from '@sentry/core';

/** What an event means to Sentry. */
export type Fault = { readonly level: SeverityLevel; readonly mechanism: Mechanism };

/** Of a run that died without a word, only these say that a fault of the program ended it. */
const FATAL: readonly unknown[] = ['out-of-memory', 'fatal'];

export function readFault({ name, props }: BatchEvent): Fault | undefined {
  if (name === 'error') return { level: 'error', mechanism: { type: 'generic', handled: true } };
  if (name === 'command.abandoned' && FATAL.includes(props['cause']))
    return { level: 'fatal', mechanism: { type: String(props['cause']), handled: false } };
  if (name !== 'crash') return undefined;
  const type = props['origin'] === 'rejection' ? 'onunhandledrejection' : 'onuncaughtexception';
  // Another listener kept the tool alive.
  const level = props['intercepted'] === true ? 'error' : 'fatal';
  return { level, mechanism: { type, handled: false } };
}
