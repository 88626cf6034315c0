import type { BatchEvent, SinkTools } from 'overt';
import { LIB } from '../lib.ts';
import type { SinkSettings } from '../settings.ts';
import { ERROR_PROPS, makeError, type LogError } from './error.ts';
import { statusOf } from './status.ts';
import { makeTags } from './tags.ts';
import { makeTime } from './time.ts';

/** What a log is made with. */
export type LogSource = Pick<SinkTools, 'readFault'> & {
  readonly settings: SinkSettings;
  /** When the batch is sent, in milliseconds since the epoch. */
  readonly sentAt: number;
};

/** One event as Datadog's intake takes it. There is no `hostname`: nothing tells whose machine it was. */
export type Log = Readonly<Record<string, unknown>> & {
  readonly message: string;
  readonly ddsource: string;
  readonly ddtags: string;
  readonly service: string;
  readonly status: string;
};

const NANOSECONDS = 1_000_000;

/** Nothing is in a log that is not named here, or by its author. */
export function makeLog(source: LogSource, event: BatchEvent): Log {
  const { settings, sentAt } = source;
  const { id, name, time, props, run, sampleRate } = event;
  const fault = source.readFault(event);
  const error = fault && makeError(fault, event);
  const { outcome, durationMs } = props;
  const { timestamp, late } = makeTime(time, sentAt);
  return {
    message: makeMessage(event, error),
    ddsource: settings.source,
    ddtags: makeTags(run.resource, settings.tags),
    service: settings.service ?? run.resource.tool,
    status: statusOf(event, fault),
    ...(timestamp !== undefined && { timestamp }),
    ...(typeof durationMs === 'number' && { duration: Math.round(durationMs * NANOSECONDS) }),
    ...(error !== undefined && { error }),
    logger: LIB,
    evt: {
      name,
      // Datadog keeps both of two with one id: who counts tells them apart by it.
      id,
      ...(outcome !== undefined && { outcome }),
      time: new Date(time).toISOString(),
      level: event.level,
      ...(late && { late }),
      ...(sampleRate !== undefined && { sample_rate: sampleRate }),
    },
    props: fault === undefined ? props : without(props, ERROR_PROPS),
    run: { id: run.run, ...(run.parent !== undefined && { parent: run.parent }) },
    resource: nestTags(run.resource),
    ...makeTrace(event),
  };
}

/** What a list of logs shows of each. */
function makeMessage({ name, props: { command } }: BatchEvent, error: LogError | undefined): string {
  const where = command === undefined ? '' : ` (${command})`;
  if (error === undefined) return `${name}${where}`;
  return `${name}: ${error.kind}${error.message === undefined ? '' : `: ${error.message}`}${where}`;
}

/** As Datadog's own tracers write it: all of the trace in hexadecimal digits, the span as a decimal number. */
function makeTrace({ run: { trace } }: BatchEvent): { dd?: object } {
  if (trace === undefined) return {};
  return { dd: { trace_id: trace.traceId, span_id: BigInt(`0x${trace.spanId}`).toString() } };
}

/** `tag.team` becomes `tag: { team }`: in Datadog, a dot in a name is a step down. */
function nestTags(resource: BatchEvent['run']['resource']): Record<string, unknown> {
  const names = Object.keys(resource).filter((name) => name.startsWith('tag.'));
  const tag = Object.fromEntries(names.map((name) => [name.slice('tag.'.length), resource[name]]));
  return { ...without(resource, names), ...(names.length > 0 && { tag }) };
}

function without<Value>(
  fields: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
