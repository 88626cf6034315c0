import type { Platform } from '../platform/platform.ts';
import type { SendResult, Sink } from './sink.ts';

/** How often and how fast a sink is tried again within one life of the courier. */
export type RetryPolicy = {
  /** The first try included. */
  readonly attempts: number;
  /** The wait before the second try, in milliseconds. It doubles; each wait is cut by chance by up to a half. */
  readonly baseDelayMs: number;
  /** A sink that asks for a longer wait than this gets it by coming back in another run. */
  readonly maxDelayMs: number;
};

export const RETRY_POLICY: RetryPolicy = { attempts: 3, baseDelayMs: 500, maxDelayMs: 3000 };

/**
 * Tries a batch again after a passing failure. What it cannot settle in a few seconds it leaves: the ledger knows
 * when the sink may be tried next.
 */
export function withRetry(platform: Platform, sink: Sink, policy: RetryPolicy): Sink {
  return {
    name: sink.name,
    send: async (batch, context) => {
      for (let attempt = 0; ; attempt += 1) {
        const result = await sendSafely(sink, [{ ...batch, attempt: batch.attempt + attempt }, context]);
        const delayMs = nextDelay(platform, result, [policy, attempt]);
        if (delayMs === undefined) return result;
        if (!(await wait(delayMs, context.signal))) return result;
      }
    },
  };
}

async function sendSafely(sink: Sink, call: Parameters<Sink['send']>): Promise<SendResult> {
  try {
    return await sink.send(...call);
  } catch {
    return { kind: 'retry', reason: 'sink_threw' };
  }
}

/** How long to wait before the next try, or undefined where there is none. */
function nextDelay(
  { random }: Platform,
  result: SendResult,
  [policy, attempt]: [RetryPolicy, number],
): number | undefined {
  if (result.kind !== 'retry' || attempt + 1 >= policy.attempts) return undefined;
  const delayMs = result.afterMs ?? policy.baseDelayMs * 2 ** attempt * (1 - random() / 2);
  return delayMs > policy.maxDelayMs ? undefined : delayMs;
}

/** Waits, and answers whether there is still time. */
function wait(delayMs: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const timer = setTimeout(finish, delayMs);
    signal.addEventListener('abort', finish);
    function finish(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve(!signal.aborted);
    }
  });
}
