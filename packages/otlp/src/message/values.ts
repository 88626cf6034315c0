/** What messages of OTLP are made of, in the form that they have in JSON. Both protocols are written from it. */

/** 64-bit integers are texts, since JSON has no such numbers. */
export type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number };

export type KeyValue = { readonly key: string; readonly value: AnyValue };

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Of attributes that are undefined there are none. */
export function toKeyValues(attributes: Attributes): KeyValue[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key: toText(key), value: toAnyValue(value) }],
  );
}

function toAnyValue(value: string | number | boolean): AnyValue {
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'string') return { stringValue: toText(value) };
  if (Number.isSafeInteger(value)) return { intValue: String(value === 0 ? 0 : value) };
  return Number.isFinite(value) ? { doubleValue: value } : { stringValue: String(value) };
}

/** Half of a character cannot be written as UTF-8, and strict receivers refuse a whole request for it. */
export function toText(text: string): string {
  // Node has it since 20.0; the types that we build with are those of ES2023.
  return (text as string & { readonly toWellFormed: () => string }).toWellFormed();
}

/** The last moment that 64 bits of nanoseconds can say, in milliseconds. */
const MAX_MS = 18_446_744_073_709;

/** Nanoseconds since the epoch, as text. */
export function toNanos(timeMs: number): string {
  const wholeMs = Math.round(Math.min(MAX_MS, Math.max(0, timeMs)));
  return String(BigInt(Number.isFinite(wholeMs) ? wholeMs : 0) * 1_000_000n);
}
