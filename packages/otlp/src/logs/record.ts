import type { BatchEvent, SinkTools } from 'overt';
import { CONSTANTS, EVENTS, IN_SECONDS, nameProp, NAMES, OWN } from '../conventions.ts';
import { toKeyValues, toNanos, type Attributes, type KeyValue } from '../message/values.ts';
import { traceOf } from '../spans/trace.ts';
import { severityOf } from './severity.ts';

/** An event as OTLP has it in JSON. There is no body: what is said of an event is in its attributes. */
export type LogRecord = {
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly attributes: readonly KeyValue[];
  readonly traceId?: string;
  readonly spanId?: string;
  readonly flags?: number;
};

/** What a record is made with. `sentAt`: when the courier saw to it. `spans`: whether there are spans to which it belongs. */
export type RecordSource = Pick<SinkTools, 'parseStack' | 'uuidOf'> & {
  readonly sentAt: number;
  readonly spans: boolean;
};

export function makeRecord(source: RecordSource, event: BatchEvent): LogRecord {
  const [severityNumber, severityText] = severityOf(event);
  return {
    timeUnixNano: toNanos(event.time),
    observedTimeUnixNano: toNanos(source.sentAt),
    severityNumber,
    severityText,
    eventName: EVENTS[event.name] ?? event.name,
    attributes: toKeyValues(listAttributes(source, event)),
    ...placeInTrace(source, event),
  };
}

function listAttributes(
  source: RecordSource,
  { id, run, name, level, props, sampleRate }: BatchEvent,
): Attributes {
  const named = Object.entries(props).map(([prop, value]) => {
    const known = nameProp(name, prop);
    return [known, IN_SECONDS.includes(known) ? toSeconds(value) : value];
  });
  return {
    [NAMES.uid]: id,
    [OWN.run]: run.run,
    [OWN.parent]: run.parent,
    [OWN.level]: level,
    [OWN.sampleRate]: sampleRate,
    ...CONSTANTS[name],
    ...describeException(source, name, props),
    ...Object.fromEntries(named),
  };
}

function toSeconds(value: string | number | boolean): string | number | boolean {
  return typeof value === 'number' ? value / 1000 : value;
}

/** The error that was thrown. Its causes are in the stack alone. */
function describeException(
  { parseStack }: RecordSource,
  name: string,
  { stack, errorClass }: BatchEvent['props'],
): Attributes {
  if (nameProp(name, 'stack') !== 'exception.stacktrace') return {};
  const [thrown] = typeof stack === 'string' ? parseStack(stack) : [];
  return { [NAMES.exceptionType]: thrown?.type ?? errorClass, [NAMES.exceptionMessage]: thrown?.message };
}

function placeInTrace(
  source: RecordSource,
  { run }: BatchEvent,
): Pick<LogRecord, 'traceId' | 'spanId' | 'flags'> {
  if (run.trace === undefined && !source.spans) return {};
  const { traceId, spanId } = traceOf(source, run);
  // That it is sampled: its span is sent.
  return { traceId, spanId, ...(source.spans && { flags: 1 }) };
}
