import { createHash } from 'node:crypto';
import type { BatchEvent, SinkTools } from 'overt';
import type { Event } from '@sentry/core';
import { SDK } from '../sdk.ts';
import { releaseOf } from '../release.ts';
import type { SinkSettings } from '../settings.ts';
import { makeContexts } from './contexts.ts';
import { listImages } from './debug-images.ts';
import { makeExceptions } from './exceptions.ts';
import { levelOf } from './fault.ts';
import { makeTags } from './tags.ts';

/** What an event is made with. */
export type EventSource = Pick<SinkTools, 'readFault'> & { readonly settings: SinkSettings };

/** The event that `doctor` sends, so that somebody sees it arrive. */
export const TEST_EVENT = 'telemetry.test';

/** The body of an error event, or undefined for what is no error. Nothing is in it that is not named here. */
export function makeEvent(source: EventSource, event: BatchEvent): Event | undefined {
  const fault = source.readFault(event);
  if (fault === undefined && event.name !== TEST_EVENT) return undefined;
  const { resource } = event.run;
  const { fingerprint, debugIds } = event.props;
  const images = listImages(debugIds);
  return {
    event_id: eventId(event),
    timestamp: event.time / 1000,
    platform: 'node',
    level: fault === undefined ? 'info' : levelOf(fault),
    ...(fault === undefined
      ? { logentry: { message: TEST_EVENT } }
      : { exception: { values: makeExceptions(fault) } }),
    ...(typeof fingerprint === 'string' && { fingerprint: [fingerprint] }),
    release: releaseOf(source.settings, resource),
    ...(resource['environment'] !== undefined && { environment: resource['environment'] }),
    tags: makeTags(event, fault?.errors[0]?.code),
    contexts: { ...makeContexts(resource), ...makeSampling(event) },
    ...(resource['install'] !== undefined && { user: { id: resource['install'] } }),
    ...(images.length > 0 && { debug_meta: { images } }),
    // Without this, Sentry may take the address that the request came from for the user's.
    sdk: { ...SDK, settings: { infer_ip: 'never' } },
  };
}

/** Where Sentry looks for how many errors one stands for. */
function makeSampling({ sampleRate }: BatchEvent): Event['contexts'] {
  return sampleRate === undefined ? {} : { error_sampling: { client_sample_rate: sampleRate } };
}

/** The same whenever the event is sent: of two with one id, Sentry keeps the first. */
function eventId({ id }: BatchEvent): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}
