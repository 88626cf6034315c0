import type { Platform } from '../platform/platform.ts';
import type { Lowering } from './lowering.ts';
import type { Batch, Rejection, SendResult, Sink } from './sink.ts';

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
/** Where nothing may be sent twice. */
export const ONE_TRY: RetryPolicy = { ...RETRY_POLICY, attempts: 1 };

/**
 * Tries a batch again after a passing failure, without what the sink has had of it. What it cannot settle in a few seconds it
 * leaves: the ledger knows when the sink may be tried next.
 */
export function withRetry(platform: Platform, sink: Sink, policy: RetryPolicy): Sink {
  return {
    ...sink,
    send: async (batch, context) => {
      let sum: Sum = { batch, settled: 0, rejected: [], memo: undefined, lower: undefined };
      for (let attempt = 0; ; attempt += 1) {
        const rest = { ...sum.batch, attempt: batch.attempt + attempt };
        const result = await sendSafely(sink, [rest, context]);
        sum = add(sum, result);
        const delayMs = nextDelay(platform, result, [policy, attempt]);
        if (delayMs === undefined) return conclude(sum, result);
        if (!(await wait(delayMs, context.signal))) return conclude(sum, result);
      }
    },
  };
}

/** What several tries have come to: what is left of the batch, and all that the sink has said of the rest. */
type Sum = {
  readonly batch: Batch;
  readonly settled: number;
  readonly rejected: readonly Rejection[];
  readonly memo: string | undefined;
  readonly lower: Lowering | undefined;
};

function add(sum: Sum, result: SendResult): Sum {
  if (result.kind !== 'accepted' && result.kind !== 'retry') return sum;
  const memo = result.memo ?? sum.memo;
  // The last one stays: without any event there would be nothing to try again.
  const most = sum.batch.events.length - 1;
  const settled = result.kind === 'retry' ? Math.max(0, Math.min(result.settled ?? 0, most)) : 0;
  // Of what is sent again, the next answer tells.
  const done = result.kind === 'retry' ? sum.batch.events.slice(0, settled) : sum.batch.events;
  const refused = (result.rejected ?? []).filter(({ id }) => done.some((event) => event.id === id));
  const rejected = [...sum.rejected, ...refused];
  const lower = result.lower ?? sum.lower;
  return {
    batch: dropFirst(sum.batch, settled, memo),
    settled: sum.settled + settled,
    rejected,
    memo,
    lower,
  };
}

function dropFirst(batch: Batch, settled: number, memo: string | undefined): Batch {
  const noted = memo === undefined ? batch : { ...batch, memo };
  if (settled === 0) return noted;
  const events = batch.events.slice(settled);
  return { ...noted, id: `${events[0]?.id}-${events.length}`, events };
}

/** One answer for all tries together. */
function conclude({ batch, settled, rejected, memo, lower }: Sum, result: SendResult): SendResult {
  const said = {
    ...(rejected.length > 0 && { rejected }),
    ...(memo !== undefined && { memo }),
    ...(lower !== undefined && { lower }),
  };
  if (result.kind === 'accepted') return { kind: 'accepted', ...said };
  if (result.kind === 'retry') {
    const { kind, reason, afterMs, unsent } = result;
    return { kind, reason, afterMs, ...said, ...(settled > 0 && { settled }), ...(unsent && { unsent }) };
  }
  if (settled === 0) return result;
  // Of the rest only: what was settled before stays settled.
  if (result.kind === 'too-large') return { kind: 'retry', reason: 'too_large', settled, ...said };
  const refused = batch.events.map(({ id }) => ({ id, reason: result.reason }));
  return { kind: 'accepted', ...said, rejected: [...rejected, ...refused] };
}

async function sendSafely(sink: Sink, call: Parameters<Sink['send']>): Promise<SendResult> {
  try {
    return await sink.send(...call);
  } catch {
    return { kind: 'retry', reason: 'sink_threw' };
  }
}

/** What a second or two will not mend. */
const LASTING: readonly string[] = ['sink_missing', 'sink_broken'];

/** How long to wait before the next try, or undefined where there is none. */
function nextDelay(
  { random }: Platform,
  result: SendResult,
  [policy, attempt]: [RetryPolicy, number],
): number | undefined {
  if (result.kind !== 'retry' || attempt + 1 >= policy.attempts) return undefined;
  if (LASTING.includes(result.reason)) return undefined;
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
