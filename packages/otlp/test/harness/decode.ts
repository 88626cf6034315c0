import root from 'otlp-transformer-generated/build/src/generated/root.js';

/** What a receiver is sent, as OTLP has it in JSON: ids in hexadecimal digits, 64-bit integers as texts. */
export type Value = {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: object;
};
export type Attribute = { readonly key: string; readonly value: Value };
export type DecodedRecord = {
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly attributes: readonly Attribute[];
  readonly traceId?: string;
  readonly spanId?: string;
  readonly flags?: number;
};
export type DecodedSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code: number };
  readonly flags: number;
};
type Scope = {
  readonly scope: { readonly name: string; readonly version: string };
  readonly schemaUrl: string;
};
type Resource = {
  readonly resource: { readonly attributes: readonly Attribute[] };
  readonly schemaUrl: string;
};
export type DecodedLogs = {
  readonly resourceLogs: readonly (Resource & {
    readonly scopeLogs: readonly (Scope & { readonly logRecords: readonly DecodedRecord[] })[];
  })[];
};
export type DecodedTraces = {
  readonly resourceSpans: readonly (Resource & {
    readonly scopeSpans: readonly (Scope & { readonly spans: readonly DecodedSpan[] })[];
  })[];
};

/** The part of protobufjs that the generated decoder offers. */
type Type = {
  readonly decode: (bytes: Uint8Array) => object;
  readonly encode: (message: object) => { readonly finish: () => Uint8Array };
  readonly create: (fields: object) => object;
  readonly toObject: (message: object, how: object) => object;
};
type Service = {
  readonly logs: { readonly v1: Readonly<Record<string, Type>> };
  readonly trace: { readonly v1: Readonly<Record<string, Type>> };
};
const { logs, trace } = (root as unknown as { opentelemetry: { proto: { collector: Service } } })
  .opentelemetry.proto.collector;

/** Reads a body with the decoder that was generated from the official definitions (@opentelemetry/otlp-transformer 0.208). */
export function decodeBody(path: string, type: string, body: Buffer): DecodedLogs | DecodedTraces {
  if (type === 'application/json') return JSON.parse(body.toString('utf8')) as DecodedLogs;
  if (type !== 'application/x-protobuf') throw new Error(`Nobody knows the type ${type}.`);
  const name = path.endsWith('/traces') ? 'ExportTraceServiceRequest' : 'ExportLogsServiceRequest';
  const request = typeOf(name);
  const plain = request.toObject(request.decode(body), { longs: String, bytes: String, enums: Number });
  return withHex(plain) as DecodedLogs;
}

/** An answer as a receiver that speaks protobuf writes it. */
export function encodeAnswer(kind: 'Logs' | 'Trace', fields: object): Buffer {
  const type = typeOf(`Export${kind}ServiceResponse`);
  return Buffer.from(type.encode(type.create(fields)).finish());
}

function typeOf(name: string): Type {
  const type = logs.v1[name] ?? trace.v1[name];
  if (type === undefined) throw new Error(`There is no message ${name}.`);
  return type;
}

const IDS: readonly string[] = ['traceId', 'spanId', 'parentSpanId'];

/** The decoder gives bytes in base64. */
function withHex(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withHex);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      IDS.includes(key) ? Buffer.from(inner as string, 'base64').toString('hex') : withHex(inner),
    ]),
  );
}

/** Attributes by their names; twice the same name is a fault. */
export function valuesOf(attributes: readonly Attribute[]): Record<string, string | number | boolean> {
  const entries = attributes.map(({ key, value }) => [key, plainOf(value)] as const);
  if (new Set(entries.map(([key]) => key)).size !== entries.length) throw new Error('A name is there twice.');
  return Object.fromEntries(entries);
}

/** Lists, which others send, are given as text. */
function plainOf({ intValue, ...others }: Value): string | number | boolean {
  const all = [intValue === undefined ? undefined : Number(intValue), ...Object.values(others)];
  const [first, ...more] = all.filter((one) => one !== undefined);
  if (first === undefined || more.length > 0)
    throw new Error(`A value has to be of one type: ${JSON.stringify(all)}`);
  return typeof first === 'object' ? JSON.stringify(first) : first;
}
