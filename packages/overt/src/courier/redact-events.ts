import type { PropValue } from '../catalogue/event.ts';
import type { Platform } from '../platform/platform.ts';
import { createLocalRedactor } from '../redact/local.ts';
import type { Redactor } from '../redact/redact.ts';
import type { BatchEvent } from '../sinks/batch.ts';

/** Each platform is asked for its names once: a batch is sent in pieces, to many sinks. */
const redactors = new WeakMap<Platform, Redactor>();

/**
 * The second pass: what leaves is redacted by the rules of today, whatever recorded it. Ids, times and counts stay, and
 * so does what is true of the run; only properties can hold what a person wrote.
 */
export function redactEvents(platform: Platform, events: readonly BatchEvent[]): BatchEvent[] {
  const redactor = redactors.get(platform) ?? createLocalRedactor(platform);
  redactors.set(platform, redactor);
  return events.map((event) => ({ ...event, props: redactProps(redactor, event.props) }));
}

function redactProps({ value }: Redactor, props: BatchEvent['props']): Record<string, PropValue> {
  // Not by assignment: what lies on the disk may have any name.
  return Object.fromEntries(
    Object.entries(props).map(([key, prop]) => [key, typeof prop === 'string' ? value(key, prop) : prop]),
  );
}
