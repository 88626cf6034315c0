import { describe, expect, test } from 'vitest';
import type { Batch, SendResult } from '../../sinks/sink.ts';
import { sendInTime } from './send-in-time.ts';

const BATCH: Batch = { id: 'a', attempt: 1, sentAt: 1, events: [] };

describe('sendInTime', () => {
  test('waits for what the sink says', async () => {
    const said: SendResult = { kind: 'rejected', reason: 'no' };
    const sink = { name: 'own', send: async () => said };
    expect(await sendInTime(sink, BATCH, new AbortController().signal)).toBe(said);
  });

  test('a sink that gives up in time has its say', async () => {
    const stop = new AbortController();
    const said: SendResult = { kind: 'retry', reason: 'stopped', settled: 2 };
    const sink = {
      name: 'own',
      send: () =>
        new Promise<SendResult>((resolve) =>
          stop.signal.addEventListener('abort', () => process.nextTick(() => resolve(said))),
        ),
    };
    const sent = sendInTime(sink, BATCH, stop.signal);
    stop.abort();
    expect(await sent).toBe(said);
  });

  test('one that never answers is not waited for', async () => {
    const stop = new AbortController();
    const sink = { name: 'own', send: () => new Promise<SendResult>(() => {}) };
    const sent = sendInTime(sink, BATCH, stop.signal);
    stop.abort();
    expect(await sent).toEqual({ kind: 'retry', reason: 'no_time' });
  });
});
