import { crc32 } from 'node:zlib';

/** What a frame's rows are for. */
export type FrameKind = 'events' | 'ledgers' | 'deletions';

/** Rows that belong together: one request's. */
export type Frame = { readonly kind: FrameKind; readonly rows: number; readonly payload: Buffer };

/** A frame found in a segment, or bytes in which there is none. */
export type Found =
  | ({ readonly found: 'frame'; readonly end: number } & Frame)
  | { readonly found: 'damage'; readonly end: number }
  | { readonly found: 'cut'; readonly needs: number };

/** magic, kind, payload length, rows, checksum of all that and of the payload: five 32-bit numbers. */
export const FRAME_HEADER_BYTES = 20;

const MAGIC = 0x4f_56_46_31; // "OVF1"
const MAGIC_BYTES: Buffer = Buffer.from('OVF1');
const KINDS: readonly FrameKind[] = ['events', 'ledgers', 'deletions'];
const CHECKED_BYTES = 16;

/** The bytes before a frame's payload. `salt` is the segment's: without it nobody can forge a frame inside a payload. */
export function encodeFrameHeader(frame: Frame, salt: number): Buffer {
  const header = Buffer.allocUnsafe(FRAME_HEADER_BYTES);
  header.writeUInt32BE(MAGIC, 0);
  header.writeUInt32BE(KINDS.indexOf(frame.kind), 4);
  header.writeUInt32BE(frame.payload.length, 8);
  header.writeUInt32BE(frame.rows, 12);
  header.writeUInt32BE(checksum(header, frame.payload, salt), CHECKED_BYTES);
  return header;
}

/**
 * Reads what is at `offset` of `bytes`: a whole frame, damage up to the next whole frame (or to the end of the bytes),
 * or a frame that goes on beyond these bytes and `needs` so many from `offset`.
 */
export function readFrame(bytes: Buffer, offset: number, salt: number): Found {
  return readFrameAt(bytes, offset, salt) ?? skipDamage(bytes, offset, salt);
}

/** The damage from `offset` to the next whole frame, or to the end of the bytes. */
export function skipDamage(
  bytes: Buffer,
  offset: number,
  salt: number,
): Found & { readonly found: 'damage' } {
  for (
    let next = bytes.indexOf(MAGIC_BYTES, offset + 1);
    next >= 0;
    next = bytes.indexOf(MAGIC_BYTES, next + 1)
  ) {
    const candidate = readFrameAt(bytes, next, salt);
    if (candidate?.found === 'frame') return { found: 'damage', end: next };
  }
  return { found: 'damage', end: bytes.length };
}

function readFrameAt(bytes: Buffer, offset: number, salt: number): Found | undefined {
  const payloadStart = offset + FRAME_HEADER_BYTES;
  if (bytes.length < payloadStart) return { found: 'cut', needs: FRAME_HEADER_BYTES };
  const kind = KINDS[bytes.readUInt32BE(offset + 4)];
  if (bytes.readUInt32BE(offset) !== MAGIC || kind === undefined) return undefined;
  const end = payloadStart + bytes.readUInt32BE(offset + 8);
  if (end > bytes.length) return { found: 'cut', needs: end - offset };
  const payload = bytes.subarray(payloadStart, end);
  const header = bytes.subarray(offset, payloadStart);
  if (checksum(header, payload, salt) !== header.readUInt32BE(CHECKED_BYTES)) return undefined;
  return { found: 'frame', end, kind, rows: header.readUInt32BE(12), payload };
}

function checksum(header: Buffer, payload: Buffer, salt: number): number {
  return crc32(payload, crc32(header.subarray(0, CHECKED_BYTES), salt));
}
