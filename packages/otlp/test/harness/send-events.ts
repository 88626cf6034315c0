import type { BatchEvent } from 'overt';
import { expect, onTestFinished } from 'vitest';
import { makeBatch, makeTools } from '../../../overt/test/harness/batches.ts';
import { otlp, type OtlpOptions } from '../../src/index.ts';
import { createSink } from '../../src/sink.ts';
import { startReceiver, type Receiver } from './receiver.ts';

/** Sends a batch to a receiver that lives as long as the test. */
export async function send(events: readonly BatchEvent[], options: OtlpOptions = {}): Promise<Receiver> {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  const { name, options: settings } = otlp({ url: receiver.url, ...options });
  const sink = createSink(makeTools(), { name, options: settings });
  const batch = makeBatch(events, { sentAt: 1_732_000_060_000 });
  const result = await sink.send(batch, { signal: new AbortController().signal });
  expect(result).toEqual({ kind: 'accepted' });
  return receiver;
}

/** What is of the event and of no other: without its id, its run and its level. */
export function ownOf(plain: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isShared = (key: string): boolean => /^(log\.record\.uid|overt\.run\.id|overt\.level)$/.test(key);
  return Object.fromEntries(Object.entries(plain).filter(([key]) => !isShared(key)));
}

export async function sendOne(event: BatchEvent, options?: OtlpOptions) {
  const { records } = await send([event], options);
  expect(records).toHaveLength(1);
  return records[0] as (typeof records)[number];
}
