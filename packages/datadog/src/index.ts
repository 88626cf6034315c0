import type { SinkDescriptor } from 'overt';
import { describe, type DatadogOptions } from './describe.ts';

export type { DatadogOptions };
export type { Site } from './sites.ts';

/**
 * Sends events, crashes and errors to Datadog, as logs: only what Overt has recorded, and only from its courier.
 *
 * @throws {OptionError} when an option is wrong. Without a `key` nothing is sent anywhere.
 */
export function datadog(options: DatadogOptions): SinkDescriptor {
  return describe(options, { file: `${import.meta.dirname}/sink.cjs` });
}
