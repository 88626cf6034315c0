import type { Batch, SendResult, Sink } from '../../sinks/sink.ts';

const NO_TIME: SendResult = { kind: 'retry', reason: 'no_time' };

/**
 * Sends, and waits no longer than there is time: a sink of the tool's own may not look at its signal, and would hold up
 * the flush that somebody waits for. What it says later is not heard, so that the batch is sent again.
 */
export async function sendInTime(sink: Sink, batch: Batch, signal: AbortSignal): Promise<SendResult> {
  let stop = (): void => {};
  const timeIsUp = new Promise<SendResult>((resolve) => {
    // A sink that gives up when it is told to has until the next turn to say how far it came.
    stop = () => void setImmediate(() => resolve(NO_TIME));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([sink.send(batch, { signal }), timeIsUp]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
