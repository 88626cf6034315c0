import { createHmac } from 'node:crypto';

/**
 * What is kept of an id that was erased, to know it again: 16 bytes of HMAC-SHA-256 under a key of this store's, and before
 * them 32 bits that are worked out quickly, so that the HMAC is only made of ids that have those.
 */
export type Marker = {
  readonly markOf: (project: string, id: string) => string;
  /** The quick bits of the id that stands in `bytes` from `start` to `end`. */
  readonly hintOf: (bytes: Uint8Array, start: number, end: number) => number;
  /** The name of a set of ids, whatever their order. */
  readonly nameOf: (project: string, ids: readonly string[]) => string;
};

const HINT_DIGITS = 8;
const DIGEST_BYTES = 16;

/** `key` is in hexadecimal digits. */
export function createMarker(key: string): Marker {
  const secret = Buffer.from(key, 'hex');
  const seed = createHmac('sha256', secret).update('hint').digest().readUInt32BE();
  const hintOf: Marker['hintOf'] = (bytes, start, end) => {
    let hash = seed;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  };
  return {
    hintOf,
    markOf(project, id) {
      const bytes = Buffer.from(id);
      const hint = hintOf(bytes, 0, bytes.length).toString(16).padStart(HINT_DIGITS, '0');
      return hint + digest(secret, ['id', project, id]);
    },
    nameOf: (project, ids) => digest(secret, ['request', project, ...ids.toSorted()]),
  };
}

/** The quick bits in a mark. */
export function hintOfMark(mark: string): number {
  return Number.parseInt(mark.slice(0, HINT_DIGITS), 16);
}

function digest(secret: Buffer, parts: readonly string[]): string {
  const whole = createHmac('sha256', secret).update(parts.join('\0')).digest();
  return whole.subarray(0, DIGEST_BYTES).toString('hex');
}
