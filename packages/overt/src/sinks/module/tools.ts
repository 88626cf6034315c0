import { parseStack, type StackError } from '../../reports/stack-text.ts';
import { nameUuid } from '../../platform/name-uuid.ts';
import type { Platform } from '../../platform/platform.ts';
import { timeOfRun } from '../../spool/run-id.ts';
import { withGzip } from '../http/gzip.ts';
import { resultOf } from '../http/status.ts';
import type { HttpOutcome, HttpTransport } from '../http/transport.ts';
import type { BatchEvent } from '../batch.ts';
import type { SendResult, Sink } from '../sink.ts';
import { readFault, type Fault } from './fault.ts';
import { sendInParts, type PartItem, type Parts } from './parts.ts';

/**
 * What a sink in a file of its own works with. It takes the network from here and nowhere else, so that `show` prints what
 * it would send and `doctor` sees what it is answered.
 */
export type SinkTools = {
  /** One request, its body packed where that helps. Never throws. */
  readonly post: HttpTransport;
  /** What an answer usually means for a batch: a 2xx that the events were taken, a 5xx that they are to be sent again. */
  readonly resultOf: (outcome: HttpOutcome) => SendResult;
  /** The errors in a `stack`, the error that was thrown first. Empty for what is no such text. */
  readonly parseStack: (text: string) => readonly StackError[];
  /** The fault that an event tells of, with its errors; undefined for what is none. */
  readonly readFault: (event: BatchEvent) => Fault | undefined;
  /** Sends a batch part by part where the other side takes only so much at once, and answers for all of it. */
  readonly sendInParts: <Item extends PartItem>(parts: Parts<Item>) => Promise<SendResult>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** When a run began, in milliseconds since the epoch, as its id says. */
  readonly startOf: (run: string) => number;
  /** The UUID that belongs to a text, such as the id of an event: the same each time. */
  readonly uuidOf: (text: string) => string;
};

/** What the file of a sink is told. */
export type SinkSettings = {
  readonly name: string;
  /** Those of its descriptor. */
  readonly options: Readonly<Record<string, unknown>>;
};

/** What the file of a sink exports as `createSink`. */
export type CreateSink = (tools: SinkTools, settings: SinkSettings) => Sink;

/** @internal */
export function createTools(platform: Platform, transport: HttpTransport): SinkTools {
  const { now } = platform;
  return {
    post: withGzip(platform, transport),
    resultOf: (outcome) => resultOf(outcome, now()),
    parseStack,
    readFault,
    sendInParts,
    now,
    startOf: timeOfRun,
    uuidOf: (text) => nameUuid(platform, text),
  };
}
