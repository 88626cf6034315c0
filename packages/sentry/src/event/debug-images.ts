import type { DebugImage } from '@sentry/core';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Which source map belongs to which file: `path=uuid` pairs, parted by blanks. */
export function listImages(debugIds: unknown): DebugImage[] {
  if (typeof debugIds !== 'string') return [];
  return debugIds.split(' ').flatMap((pair) => {
    const at = pair.lastIndexOf('=');
    const [file, id] = [pair.slice(0, at), pair.slice(at + 1)];
    return at > 0 && UUID.test(id) ? [{ type: 'sourcemap', code_file: file, debug_id: id } as const] : [];
  });
}
