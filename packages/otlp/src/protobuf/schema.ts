/**
 * The messages of OTLP that we send: by the name of a field in JSON, its number and kind. From opentelemetry-proto 1.7, whose
 * fields never change their numbers. A test reads what is written with the official definitions.
 */
export type Schema = readonly Field[];
type Field = readonly [name: string, number: number, kind: Kind | Schema];

/** How a value is written. `hex`: bytes that are hexadecimal digits in JSON. `int64` and `fixed64` are texts. */
export type Kind = 'string' | 'hex' | 'bool' | 'uint' | 'int64' | 'fixed64' | 'fixed32' | 'double';

const ANY_VALUE: Schema = [
  ['stringValue', 1, 'string'],
  ['boolValue', 2, 'bool'],
  ['intValue', 3, 'int64'],
  ['doubleValue', 4, 'double'],
];
const KEY_VALUE: Schema = [
  ['key', 1, 'string'],
  ['value', 2, ANY_VALUE],
];
const RESOURCE: Schema = [['attributes', 1, KEY_VALUE]];
const SCOPE: Schema = [
  ['name', 1, 'string'],
  ['version', 2, 'string'],
];

const LOG_RECORD: Schema = [
  ['timeUnixNano', 1, 'fixed64'],
  ['severityNumber', 2, 'uint'],
  ['severityText', 3, 'string'],
  ['attributes', 6, KEY_VALUE],
  ['flags', 8, 'fixed32'],
  ['traceId', 9, 'hex'],
  ['spanId', 10, 'hex'],
  ['observedTimeUnixNano', 11, 'fixed64'],
  ['eventName', 12, 'string'],
];

const LINK: Schema = [
  ['traceId', 1, 'hex'],
  ['spanId', 2, 'hex'],
];
const STATUS: Schema = [['code', 3, 'uint']];
const SPAN: Schema = [
  ['traceId', 1, 'hex'],
  ['spanId', 2, 'hex'],
  ['parentSpanId', 4, 'hex'],
  ['name', 5, 'string'],
  ['kind', 6, 'uint'],
  ['startTimeUnixNano', 7, 'fixed64'],
  ['endTimeUnixNano', 8, 'fixed64'],
  ['attributes', 9, KEY_VALUE],
  ['links', 13, LINK],
  ['status', 15, STATUS],
  ['flags', 16, 'fixed32'],
];

const SCOPE_LOGS: Schema = [
  ['scope', 1, SCOPE],
  ['logRecords', 2, LOG_RECORD],
  ['schemaUrl', 3, 'string'],
];
const RESOURCE_LOGS: Schema = [
  ['resource', 1, RESOURCE],
  ['scopeLogs', 2, SCOPE_LOGS],
  ['schemaUrl', 3, 'string'],
];
const SCOPE_SPANS: Schema = [
  ['scope', 1, SCOPE],
  ['spans', 2, SPAN],
  ['schemaUrl', 3, 'string'],
];
const RESOURCE_SPANS: Schema = [
  ['resource', 1, RESOURCE],
  ['scopeSpans', 2, SCOPE_SPANS],
  ['schemaUrl', 3, 'string'],
];

export const LOGS_REQUEST: Schema = [['resourceLogs', 1, RESOURCE_LOGS]];
export const TRACES_REQUEST: Schema = [['resourceSpans', 1, RESOURCE_SPANS]];
