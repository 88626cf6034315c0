import type { Platform } from './platform.ts';

/** The namespace of all ids of ours: a random UUID, written down once. */
const NAMESPACE = '5b0e9a5c3f2d4c1e8d7a64f0b1c2e9d3';

/** The UUID that belongs to a text, the same each time: version 5 of RFC 9562, section 5.5. */
export function nameUuid({ builtin }: Pick<Platform, 'builtin'>, text: string): string {
  const { createHash } = builtin('node:crypto');
  const hash = createHash('sha1').update(Buffer.from(NAMESPACE, 'hex')).update(text).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
