import type { BatchEvent } from '../sinks/batch.ts';
import type { Batch, SendResult, Sink } from '../sinks/sink.ts';

/** A sink that keeps what it is sent, and answers what it is told to. */
export type MemorySink = Sink & {
  readonly batches: readonly Batch[];
  /** All events of accepted batches, in the order of arrival. */
  readonly events: readonly BatchEvent[];
  /** Sets the answer to all further batches. */
  readonly answer: (result: SendResult) => void;
};

/** Makes a sink for tests. It works in the tool's own process: in mode `inline` and `background`, and with `flush()`. */
export function memorySink({ name = 'memory' }: { readonly name?: string } = {}): MemorySink {
  const batches: Batch[] = [];
  const events: BatchEvent[] = [];
  let current: SendResult = { kind: 'accepted' };
  return {
    name,
    batches,
    events,
    answer: (result) => {
      current = result;
    },
    send: async (batch) => {
      batches.push(batch);
      if (current.kind === 'accepted') events.push(...batch.events);
      return current;
    },
  };
}
