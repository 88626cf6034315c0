/** A field as it was found: a number, or the bytes of a text or a message. */
export type Found = { readonly number: number; readonly value: bigint | Uint8Array };

/** A 64-bit number takes ten bytes. */
const MAX_VARINT_BYTES = 10;

/** The fields of a message of protobuf, or undefined for what is no such message. */
export function readMessage(bytes: Uint8Array): Found[] | undefined {
  const found: Found[] = [];
  let at = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 127) << BigInt(index * 7);
      if (byte < 128) return value;
    }
    throw new RangeError('It ends in the middle of a number.');
  };
  const take = (size: number): Uint8Array => {
    if (size > bytes.length - at) throw new RangeError('It ends in the middle of a field.');
    at += size;
    return bytes.subarray(at - size, at);
  };
  const readValue = (wireType: bigint): bigint | Uint8Array => {
    if (wireType === 0n) return readVarint();
    if (wireType === 1n) return take(8);
    if (wireType === 2n) return take(Number(readVarint()));
    if (wireType === 5n) return take(4);
    throw new RangeError('There is no such kind of field.');
  };
  try {
    while (at < bytes.length) {
      const tag = readVarint();
      if (tag < 8n) return undefined;
      found.push({ number: Number(tag >> 3n), value: readValue(tag & 7n) });
    }
    return found;
  } catch {
    return undefined;
  }
}
