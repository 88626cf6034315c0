import type { SinkDescriptor } from 'overt';
import { describe, type OtlpOptions } from './describe.ts';

export type { OtlpOptions };

/**
 * Sends events as log records, and runs as spans if that is wanted, to a receiver of OTLP over HTTP: only what Overt has
 * recorded, and only from its courier.
 *
 * @throws {OptionError} when an option is wrong. Without a `url` nothing is sent anywhere.
 */
export function otlp(options: OtlpOptions): SinkDescriptor {
  return describe(options, { file: `${import.meta.dirname}/sink.cjs` });
}
