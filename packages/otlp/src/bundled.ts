import type { SinkDescriptor } from 'overt';
import packed from 'sink-code';
import { describe, type OtlpOptions } from './describe.ts';

/** What a bundler takes in place of `index.js`: it carries the code of the sink, packed, since nothing lies beside it. */
export function otlp(options: OtlpOptions): SinkDescriptor {
  return describe(options, { source: packed, packed: 'brotli' });
}
