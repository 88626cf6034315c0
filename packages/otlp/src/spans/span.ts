import type { BatchEvent, EventRun, RunEnd, SinkTools } from 'overt';
import { NAMES, OWN, PROPS } from '../conventions.ts';
import { toKeyValues, toNanos, toText, type Attributes, type KeyValue } from '../message/values.ts';
import { ownTrace, traceOf } from './trace.ts';

/** A run as OTLP has it in JSON, by the conventions of programs that are called (cli). */
export type Span = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: typeof INTERNAL;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly KeyValue[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code: typeof FAILED };
  readonly flags: number;
};

const INTERNAL = 1;
const FAILED = 2;
/** That it is sampled, and that it is known whether its parent is in another process (SpanFlags of trace.proto). */
const SAMPLED = 0x101;
const PARENT_ELSEWHERE = 0x200;

/** What a span is made with. */
export type SpanSource = Pick<SinkTools, 'startOf' | 'uuidOf'>;

/** The span of the run that ends with this event; of other events there is none. */
export function makeSpan(source: SpanSource, event: BatchEvent): Span | undefined {
  const { run } = event;
  if (run.ended === undefined) return undefined;
  const { traceId, spanId, parentSpanId } = traceOf(source, run);
  const startMs = source.startOf(run.run);
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name: nameSpan(event),
    kind: INTERNAL,
    startTimeUnixNano: toNanos(startMs),
    endTimeUnixNano: toNanos(findEnd(event, run.ended, startMs)),
    attributes: toKeyValues(listAttributes(event, run.ended)),
    ...linkParent(source, run),
    ...(isFailed(event, run.ended) && { status: { code: FAILED } }),
    flags: parentSpanId === undefined ? SAMPLED : SAMPLED | PARENT_ELSEWHERE,
  };
}

/** The program, and what it was told to do where that is known: both are of a small number. */
function nameSpan({ name, props, run }: BatchEvent): string {
  const { command } = props;
  const known = name === 'command.invocation' && typeof command === 'string' && command !== '';
  return toText(known ? `${run.resource.tool} ${command}` : run.resource.tool);
}

/** Of a run that died without a word, the last that is known is its last event. */
function findEnd({ time }: BatchEvent, { durationMs }: RunEnd, startMs: number): number {
  return durationMs === undefined ? Math.max(time, startMs) : startMs + Math.max(0, durationMs);
}

function listAttributes(event: BatchEvent, ended: RunEnd): Attributes {
  const { run, name, props, sampleRate } = event;
  const known = PROPS[name] ?? {};
  const errorClass = known['errorClass'] === undefined ? undefined : props['errorClass'];
  const cause = ended.status === 'ok' ? '_OTHER' : ended.status;
  return {
    [NAMES.executable]: run.resource.tool,
    [NAMES.exitCode]: exitCodeOf(event),
    [NAMES.errorType]: isFailed(event, ended) ? (errorClass ?? cause) : undefined,
    [OWN.run]: run.run,
    [OWN.parent]: run.parent,
    [OWN.sampleRate]: sampleRate,
    [OWN.status]: ended.status,
    [OWN.errors]: ended.errors,
  };
}

function isFailed(event: BatchEvent, { status }: RunEnd): boolean {
  return status !== 'ok' || (exitCodeOf(event) ?? 0) !== 0;
}

/** Only where the event is one of ours: an author may mean another thing by it. */
function exitCodeOf({ name, props: { exitCode } }: BatchEvent): number | undefined {
  return typeof exitCode === 'number' && PROPS[name]?.['exitCode'] !== undefined ? exitCode : undefined;
}

/** Where nothing told the tool of a trace, the run that started it is known by its id alone. */
function linkParent(source: SpanSource, { trace, parent }: EventRun): Pick<Span, 'links'> {
  if (trace !== undefined || parent === undefined) return {};
  const { traceId, spanId } = ownTrace(source, parent);
  return { links: [{ traceId, spanId }] };
}
