import type { Fault } from 'overt';
import type { Mechanism, SeverityLevel } from '@sentry/core';

const TYPES: Readonly<Record<Fault['kind'], string>> = {
  handled: 'generic',
  exception: 'onuncaughtexception',
  rejection: 'onunhandledrejection',
  'out-of-memory': 'out-of-memory',
  fatal: 'fatal',
};

export function levelOf({ isFatal }: Fault): SeverityLevel {
  return isFatal ? 'fatal' : 'error';
}

export function mechanismOf({ kind }: Fault): Mechanism {
  return { type: TYPES[kind], handled: kind === 'handled' };
}
