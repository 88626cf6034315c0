import type { SinkDescriptor } from 'overt';
import packed from 'sink-code';
import { describe, type SentryOptions } from './describe.ts';

/** What a bundler takes in place of `index.js`: it carries the code of the sink, packed, since nothing lies beside it. */
export function sentry(options: SentryOptions): SinkDescriptor {
  return describe(options, { source: unpack });
}

function unpack(): string {
  const { brotliDecompressSync } = process.getBuiltinModule('node:zlib');
  return brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8');
}
