import type { Platform } from '../../platform/platform.ts';
import type { SinkSource } from '../descriptor.ts';

/** The text of the code of a sink. */
export function sourceOf({ builtin }: Platform, { source, packed }: SinkSource): string {
  if (packed === undefined) return source;
  return builtin('node:zlib').brotliDecompressSync(Buffer.from(source, 'base64')).toString('utf8');
}
