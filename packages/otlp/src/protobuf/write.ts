import { createBackwardBuffer, type BackwardBuffer } from './buffer.ts';
import type { Kind, Schema } from './schema.ts';

type Message = Readonly<Record<string, unknown>>;

/** The ways in which a value is delimited (protobuf's wire types). */
const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH = 2;
const FOUR_BYTES = 5;
/** Seven bits a byte: a negative number takes all 64. */
const MAX_VARINT_BYTES = 10;

/** A message as protobuf: each field that is there, in the order of the schema. */
export function writeMessage(schema: Schema, message: Message): Buffer {
  const buffer = createBackwardBuffer();
  addFields(buffer, schema, message);
  return buffer.toBytes();
}

function addFields(buffer: BackwardBuffer, schema: Schema, message: Message): void {
  for (let index = schema.length - 1; index >= 0; index -= 1) {
    const [name = '', number = 0, kind = 'string'] = schema[index] ?? [];
    const value = message[name];
    if (value === undefined) continue;
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (let last = list.length - 1; last >= 0; last -= 1)
      buffer.addVarint(number * 8 + addValue(buffer, kind, list[last]));
  }
}

/** Answers with the way in which it is delimited. */
function addValue(buffer: BackwardBuffer, kind: Kind | Schema, value: unknown): number {
  const from = buffer.size();
  switch (kind) {
    case 'bool':
    case 'uint':
      buffer.addVarint(Number(value));
      return VARINT;
    case 'int64':
      addInt64(buffer, value as string);
      return VARINT;
    case 'fixed64':
      buffer.add(8, (bytes, at) => bytes.writeBigUInt64LE(BigInt(value as string), at));
      return EIGHT_BYTES;
    case 'fixed32':
      buffer.add(4, (bytes, at) => bytes.writeUInt32LE(value as number, at));
      return FOUR_BYTES;
    case 'double':
      buffer.add(8, (bytes, at) => bytes.writeDoubleLE(value as number, at));
      return EIGHT_BYTES;
    case 'string':
      buffer.add(Buffer.byteLength(value as string), (bytes, at) => bytes.write(value as string, at, 'utf8'));
      break;
    case 'hex':
      buffer.add((value as string).length / 2, (bytes, at) => bytes.write(value as string, at, 'hex'));
      break;
    default:
      addFields(buffer, kind, value as Message);
  }
  buffer.addVarint(buffer.size() - from);
  return LENGTH;
}

/** Negative numbers are written as if they were large ones. */
function addInt64(buffer: BackwardBuffer, text: string): void {
  const value = Number(text);
  if (value >= 0) return buffer.addVarint(value);
  let left = BigInt.asUintN(64, BigInt(text));
  buffer.add(MAX_VARINT_BYTES, (bytes, at) => {
    for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
      bytes[at + index] = Number(left & 127n) | (index < MAX_VARINT_BYTES - 1 ? 128 : 0);
      left >>= 7n;
    }
  });
}
