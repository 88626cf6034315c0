import { createHash } from 'node:crypto';
import type { BatchEvent, SinkTools } from 'overt';
import type { Event } from '@sentry/core';
import { SDK } from '../sdk.ts';
import { releaseOf } from '../release.ts';
import type { SinkSettings } from '../settings.ts';
import { makeContexts } from './contexts.ts';
import { listImages } from './debug-images.ts';
import { makeExceptions, readErrors } from './exceptions.ts';
import { readFault } from './fault.ts';
import { makeTags } from './tags.ts';

/** What an event is made with. */
export type EventSource = Pick<SinkTools, 'parseStack'> & { readonly settings: SinkSettings };

/** The event that `doctor` sends, so that somebody sees it arrive. */
export const TEST_EVENT = 'telemetry.test';

/** The body of an error event, or undefined for what is no error. Nothing is in it that is not named here. */
export function makeEvent(source: EventSource, event: BatchEvent): Event | undefined {
  const fault = readFault(event);
  if (fault === undefined && event.name !== TEST_EVENT) return undefined;
  const { resource } = event.run;
  const { fingerprint, debugIds } = event.props;
  const images = listImages(debugIds);
  const errors = readErrors(source, event);
  return {
    event_id: eventId(event),
    timestamp: event.time / 1000,
    platform: 'node',
    level: fault?.level ?? 'info',
    ...(fault === undefined
      ? { logentry: { message: TEST_EVENT } }
      : { exception: { values: makeExceptions(errors, fault) } }),
    ...(typeof fingerprint === 'string' && { fingerprint: [fingerprint] }),
    release: releaseOf(source.settings, resource),
    ...(resource['environment'] !== undefined && { environment: resource['environment'] }),
    tags: makeTags(event, errors[0]?.code),
    contexts: makeContexts(resource),
    ...(resource['install'] !== undefined && { user: { id: resource['install'] } }),
    ...(images.length > 0 && { debug_meta: { images } }),
    // Without this, Sentry may take the address that the request came from for the user's.
    sdk: { ...SDK, settings: { infer_ip: 'never' } },
  };
}

/** The same whenever the event is sent: of two with one id, Sentry keeps the first. */
function eventId({ id }: BatchEvent): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}
