import type { SinkDescriptor } from 'overt';
import packed from 'sink-code';
import { describe, type DatadogOptions } from './describe.ts';

/** What a bundler takes in place of `index.js`: it carries the code of the sink, packed, since nothing lies beside it. */
export function datadog(options: DatadogOptions): SinkDescriptor {
  return describe(options, { source: packed, packed: 'brotli' });
}
