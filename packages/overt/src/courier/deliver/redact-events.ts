import { BUILTIN_EVENTS } from '../../catalogue/builtin.ts';
import type { Catalogue, PropValue } from '../../catalogue/event.ts';
import { redactStack } from '../../reports/redact-errors.ts';
import type { Platform } from '../../platform/platform.ts';
import { createLocalRedactor } from '../../redact/local.ts';
import type { Redactor } from '../../redact/redact.ts';
import type { BatchEvent } from '../../sinks/batch.ts';

/**
 * By event, the fields that the author has closed: one of a list of words, a version, a hash. What the check let in there
 * says nothing of a person, even where it is spelled like their name.
 */
export type ClosedFields = Readonly<Record<string, readonly string[]>>;

/** Each platform is asked for its names once: a batch is sent in pieces, to many sinks. */
const redactors = new WeakMap<Platform, Redactor>();

/**
 * The second pass: what leaves is redacted by the rules of today, whatever recorded it. Ids, times and counts stay, and
 * so does what is true of the run; only properties can hold what a person wrote.
 */
export function redactEvents(
  platform: Platform,
  events: readonly BatchEvent[],
  closed: ClosedFields = {},
): BatchEvent[] {
  const redactor = redactors.get(platform) ?? createLocalRedactor(platform);
  redactors.set(platform, redactor);
  return events.map((event) => {
    const known = Object.hasOwn(closed, event.name) ? closed[event.name] : undefined;
    const props = redactProps(redactor, event.props, new Set(known));
    const stack = event.props['stack'];
    const isReport = typeof stack === 'string' && isStackField(event.name);
    return { ...event, props: isReport ? { ...props, stack: redactStack(redactor, stack) } : props };
  });
}

/** A stack is not read as a text: what it must not hold goes, and its form stays. */
function isStackField(name: string): boolean {
  const events: Catalogue = BUILTIN_EVENTS;
  return Object.hasOwn(events, name) && events[name]?.fields?.['stack']?.kind === 'stack';
}

function redactProps(
  { value }: Redactor,
  props: BatchEvent['props'],
  closed: ReadonlySet<string>,
): Record<string, PropValue> {
  const redact = ([key, prop]: [string, PropValue]): [string, PropValue] => [
    key,
    typeof prop === 'string' && !closed.has(key) ? value(key, prop) : prop,
  ];
  // Not by assignment: what lies on the disk may have any name.
  return Object.fromEntries(Object.entries(props).map(redact));
}
