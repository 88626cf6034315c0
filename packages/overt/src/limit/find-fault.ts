import type { Catalogue } from '../catalogue/event.ts';
import type { EventLimit } from './limit.ts';

/** What is wrong with a declaration: where, what was expected there, and what is there. */
export type LimitFault = readonly [at: string, expected: string, got: unknown];

const SECOND_MS = 1000;
const MAX_MS = 30 * 24 * 60 * 60 * SECOND_MS;
/** The name is that of a file, too. */
const MAX_NAME_LENGTH = 100;
const PARTS = ['everyMs', 'maxMs', 'resetOn'];

/** The first fault in the limits of declared events. Found when the tool is defined, but by cold code: few events have one. */
export function findLimitFault(events: Catalogue): LimitFault | undefined {
  for (const [name, { limit }] of Object.entries(events)) {
    const fault = limit === undefined ? undefined : checkLimit(name, limit, events);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The same for one event. `events`: all that are declared, of which one may set the limit back. */
export function checkLimit(name: string, limit: EventLimit, events: object): LimitFault | undefined {
  const at = `events["${name}"].limit`;
  if (typeof limit !== 'object' || limit === null) return [at, 'an object such as { everyMs: 60000 }', limit];
  const unknown = Object.keys(limit).find((part) => !PARTS.includes(part));
  if (unknown !== undefined) return [at, `made of ${PARTS.join(', ')}`, unknown];
  if (name.length > MAX_NAME_LENGTH)
    return [at, `of an event whose name has at most ${MAX_NAME_LENGTH} characters`, name];
  const { everyMs, maxMs = everyMs, resetOn } = limit;
  if (!isBetween(everyMs, SECOND_MS))
    return [`${at}.everyMs`, `a whole number from ${SECOND_MS} to ${MAX_MS}`, everyMs];
  if (!isBetween(maxMs, everyMs))
    return [`${at}.maxMs`, `a whole number from everyMs (${everyMs}) to ${MAX_MS}`, maxMs];
  const isOther = typeof resetOn === 'string' && resetOn !== name && Object.hasOwn(events, resetOn);
  return resetOn === undefined || isOther
    ? undefined
    : [`${at}.resetOn`, 'the name of another event that is declared', resetOn];
}

function isBetween(ms: unknown, least: number): boolean {
  return Number.isInteger(ms) && (ms as number) >= least && (ms as number) <= MAX_MS;
}
