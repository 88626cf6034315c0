import type { Event } from '@sentry/core';
import { flatten } from '../../../overt/test/harness/differences.ts';

/** What differs from machine to machine and time to time. That it is there is what counts. */
const VOLATILE =
  /^(event_id|timestamp|server_name|modules\..*|sdk\.integrations\..*|contexts\.(trace|culture|device|cloud_resource)\..*|contexts\.(app|os|runtime)\..*)$/;
const LINES = /\.(pre_context|post_context)\.\d+$/;

/** An event as a table of its leaves. Frames of Node itself are left out: each version of Node has others. */
export function tabulate(event: Event | undefined): Record<string, unknown> {
  const copy = JSON.parse(JSON.stringify(event)) as Event;
  for (const { stacktrace } of copy.exception?.values ?? [])
    if (stacktrace) stacktrace.frames = stacktrace.frames?.filter(({ in_app }) => in_app) ?? [];
  const entries = Object.entries(flatten(copy));
  const seen = new Map<string, unknown>();
  for (const [path, value] of entries) {
    // One of a long list says as much as all of it.
    const name = path.replace(LINES, '.$1').replace(/^(modules|sdk\.integrations)\..*/, '$1.*');
    seen.set(name, VOLATILE.test(path) || LINES.test(path) ? '…' : value);
  }
  return Object.fromEntries(seen);
}
