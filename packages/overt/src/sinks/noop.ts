import type { Sink } from './sink.ts';

/** Takes everything and does nothing with it: the events are in the journal, for their user to read. */
export function createNoopSink(name: string): Sink {
  return { name, send: async () => ({ kind: 'accepted' }) };
}
