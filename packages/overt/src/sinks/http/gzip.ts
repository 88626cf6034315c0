import type { Platform } from '../../platform/platform.ts';
import type { HttpTransport } from './transport.ts';

/** Below this a packed body is hardly smaller. */
const MIN_BYTES = 256;

/** Packs the body of each request. */
export function withGzip(platform: Platform, transport: HttpTransport): HttpTransport {
  return (request, signal) => {
    if (request.gzip === false || request.body.length < MIN_BYTES) return transport(request, signal);
    const body = platform.builtin('node:zlib').gzipSync(request.body);
    return transport(
      { ...request, body, headers: { ...request.headers, 'content-encoding': 'gzip' } },
      signal,
    );
  };
}
