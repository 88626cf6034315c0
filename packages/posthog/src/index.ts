import type { SinkDescriptor } from 'overt';
import { describe, type PosthogOptions } from './describe.ts';

export type { PosthogOptions };

/**
 * Sends events, crashes and errors to PostHog, without profiles of persons: only what Overt has recorded, and only from its courier.
 *
 * @throws {OptionError} when an option is wrong. Without a `key` nothing is sent anywhere.
 */
export function posthog(options: PosthogOptions): SinkDescriptor {
  return describe(options, { file: `${import.meta.dirname}/sink.cjs` });
}
