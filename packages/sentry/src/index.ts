import type { SinkDescriptor } from 'overt';
import { describe, type SentryOptions } from './describe.ts';

export type { SentryOptions };

/**
 * Sends crashes and errors to Sentry, and that runs took place: only what Overt has recorded, and only from its courier.
 *
 * @throws {OptionError} when an option is wrong. Without a `dsn` nothing is sent anywhere.
 */
export function sentry(options: SentryOptions): SinkDescriptor {
  return describe(options, { file: `${import.meta.dirname}/sink.cjs` });
}
