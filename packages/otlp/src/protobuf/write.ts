import type { Kind, Schema } from './schema.ts';

type Message = Readonly<Record<string, unknown>>;

/** The ways in which a value is delimited (protobuf's wire types). */
const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH = 2;
const FOUR_BYTES = 5;

/** A message as protobuf: each field that is there, in the order of the schema. */
export function writeMessage(schema: Schema, message: Message): Buffer {
  const parts: Buffer[] = [];
  for (const [name, [number, kind]] of Object.entries(schema)) {
    const value = message[name];
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value])
      writeField(parts, number, [kind, one]);
  }
  return Buffer.concat(parts);
}

function writeField(parts: Buffer[], number: number, [kind, value]: readonly [Kind | Schema, unknown]): void {
  if (typeof kind === 'object') return writeBytes(parts, number, writeMessage(kind, value as Message));
  switch (kind) {
    case 'string':
      return writeBytes(parts, number, Buffer.from(value as string, 'utf8'));
    case 'hex':
      return writeBytes(parts, number, Buffer.from(value as string, 'hex'));
    case 'bool':
    case 'uint':
      return void parts.push(tag(number, VARINT), varint(BigInt(value as number | boolean)));
    case 'int64':
      // Negative numbers are written as if they were large ones.
      return void parts.push(tag(number, VARINT), varint(BigInt.asUintN(64, BigInt(value as string))));
    case 'fixed64':
      return void parts.push(
        tag(number, EIGHT_BYTES),
        fixed(8, (bytes) => bytes.writeBigUInt64LE(BigInt(value as string))),
      );
    case 'fixed32':
      return void parts.push(
        tag(number, FOUR_BYTES),
        fixed(4, (bytes) => bytes.writeUInt32LE(value as number)),
      );
    case 'double':
      return void parts.push(
        tag(number, EIGHT_BYTES),
        fixed(8, (bytes) => bytes.writeDoubleLE(value as number)),
      );
  }
}

function writeBytes(parts: Buffer[], number: number, bytes: Buffer): void {
  parts.push(tag(number, LENGTH), varint(BigInt(bytes.length)), bytes);
}

function tag(number: number, wireType: number): Buffer {
  return varint(BigInt(number * 8 + wireType));
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  bytes.push(Number(left));
  return Buffer.from(bytes);
}

function fixed(size: number, write: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.alloc(size);
  write(bytes);
  return bytes;
}
