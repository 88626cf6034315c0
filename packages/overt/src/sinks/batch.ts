import type { PropValue } from '../catalogue/event.ts';
import type { Resource, RunTrace } from '../spool/run-file.ts';

/** One event with all that is true of its run: complete by itself. */
export type BatchEvent = {
  /** `<run>.<seq>`: unique, and the same however often the event is sent. */
  readonly id: string;
  readonly run: EventRun;
  readonly seq: number;
  readonly time: number;
  readonly name: string;
  readonly level: string;
  readonly props: Readonly<Record<string, PropValue>>;
  /** The share of such events that is sent, where it is not all of them: one that is sent stands for `1 / sampleRate`. */
  readonly sampleRate?: number | undefined;
};

/** What the events of one run share. */
export type EventRun = {
  readonly run: string;
  readonly parent?: string | undefined;
  readonly level: string;
  readonly resource: Resource;
  /** Where the run stands in a trace (W3C Trace Context), if the author wants that. */
  readonly trace?: RunTrace | undefined;
  /** On one event of each run only: the run is told of for the first time. */
  readonly began?: true | undefined;
  /** On one event of each run only, when it is over: how it ended. */
  readonly ended?: RunEnd | undefined;
};

/** How a run ended. */
export type RunEnd = {
  /** `errored`: it went on after errors that it recorded. `abnormal`: it died without a word. */
  readonly status: 'ok' | 'errored' | 'crashed' | 'abnormal';
  /** How many errors it recorded. */
  readonly errors: number;
  readonly durationMs?: number | undefined;
};

/** The flat form in which `http`, `file` and `stdout` write an event. */
export function flatten(event: BatchEvent): Record<string, unknown> {
  const { id, time, name, level, props, sampleRate, run } = event;
  const parent = run.parent === undefined ? {} : { parent: run.parent };
  const rate = sampleRate === undefined ? {} : { sampleRate };
  return { id, time, name, level, ...rate, run: run.run, ...parent, props, resource: run.resource };
}

export function toNdjson(events: readonly BatchEvent[]): string {
  return events.map((event) => `${JSON.stringify(flatten(event))}\n`).join('');
}
