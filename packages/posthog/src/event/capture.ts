import type { BatchEvent, SinkTools } from 'overt';
import { makeException } from './exception.ts';
import { listRunProperties } from './run-properties.ts';

/** One event as PostHog takes it. */
export type Capture = {
  readonly event: string;
  readonly distinct_id: string;
  readonly uuid: string;
  readonly timestamp: string;
  readonly properties: Readonly<Record<string, unknown>>;
};

/** By which name PostHog knows reports of errors. */
export const EXCEPTION = '$exception';

/** Nothing is in an event that is not named here, or by its author. */
export function makeCapture(
  tools: Pick<SinkTools, 'readFault' | 'startOf' | 'uuidOf'>,
  event: BatchEvent,
): Capture {
  const { id, name, time, props, run } = event;
  const fault = tools.readFault(event);
  return {
    event: fault === undefined ? name : EXCEPTION,
    // Without an id of the installation each run is a stranger.
    distinct_id: run.resource['install'] ?? run.run,
    // The same whenever the event is sent: of two, PostHog keeps one.
    uuid: tools.uuidOf(id),
    timestamp: new Date(time).toISOString(),
    properties: {
      ...listRunProperties(tools, event),
      // Last: what the author calls a property is called so.
      ...(fault === undefined ? props : { overt_event: name, ...makeException(fault, props) }),
    },
  };
}
