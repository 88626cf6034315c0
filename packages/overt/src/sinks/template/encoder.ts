import type { Platform } from '../../platform/platform.ts';
import { flatten, type BatchEvent } from '../batch.ts';
import type { Batch } from '../sink.ts';
import type { Template } from './check.ts';
import { compileTemplate, type Compiled } from './compile.ts';
import { isOfRequest, valuesOfEvent, valuesOfRequest } from './values.ts';

/** How the author wants it written. Data: the courier is told it. */
export type Templates = {
  readonly format: 'json' | 'ndjson';
  readonly body?: Template | undefined;
  readonly event?: Template | undefined;
  readonly per?: 'batch' | 'event' | undefined;
};

/** A request: some of the events of a batch, in their order. */
export type Part = { readonly id: string; readonly events: readonly BatchEvent[] };

/** Makes bodies of batches. */
export type Encoder = {
  /** The requests in which a batch is sent. */
  readonly split: (batch: Batch) => Part[];
  readonly encode: (batch: Batch, part: Part) => string;
};

const BODY: Template = { batch: '{batch}', sentAt: '{sentAt}', events: '{events}' };

/** Fills in the templates of an HTTP sink. */
export function createEncoder(
  platform: Platform,
  { format, body = BODY, event, per = 'batch' }: Templates,
): Encoder {
  const encodeEvent = createEventEncoder(platform, event);
  const whole = compileTemplate(body);
  const encodeJson = (batch: Batch, { id, events }: Part): string => {
    const { sentAt, attempt, ledger } = batch;
    const [first] = events;
    if (first === undefined) return '';
    const facts = { id, sentAt, attempt, ledger, events: events.map(encodeEvent) };
    return toJson(whole.fill(valuesOfRequest(platform, facts, first)));
  };
  const isAlone = per === 'event' || (format === 'json' && !whole.names.has('events'));
  const keyOf = isAlone ? ({ id }: BatchEvent) => id : keyOfShared(platform, whole);
  return {
    split: (batch) => split(batch, keyOf),
    encode: format === 'json' ? encodeJson : (_batch, { events }) => toLines(events.map(encodeEvent)),
  };
}

/** What is written of an event. */
export function createEventEncoder(
  platform: Platform,
  template: Template | undefined,
): (event: BatchEvent) => unknown {
  if (template === undefined) return flatten;
  const { fill } = compileTemplate(template);
  return (event) => fill(valuesOfEvent(platform, event));
}

/** One JSON text a line. */
export function toLines(values: readonly unknown[]): string {
  return values.map((value) => `${toJson(value)}\n`).join('');
}

/** A template may come to nothing; JSON has no word for that. */
function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** What the head of a request says of its events: those that differ in it are sent apart. */
function keyOfShared(platform: Platform, { names }: Compiled): (event: BatchEvent) => string {
  const shared = [...names].filter((name) => !isOfRequest(name));
  if (shared.length === 0) return () => '';
  return (event) => JSON.stringify(shared.map(valuesOfEvent(platform, event)));
}

function split({ id, events }: Batch, keyOf: (event: BatchEvent) => string): Part[] {
  const groups: BatchEvent[][] = [];
  let last: string | undefined;
  for (const event of events) {
    const key = keyOf(event);
    if (key !== last) groups.push([]);
    groups.at(-1)?.push(event);
    last = key;
  }
  return groups.length === 1 ? [{ id, events }] : groups.map(makePart);
}

/** Named by what is in it, so that it has the same name when it is sent again. */
export function makePart(events: readonly BatchEvent[]): Part {
  return { id: `${events[0]?.id}-${events.length}`, events };
}
