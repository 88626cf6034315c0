import type { SendResult } from '../sink.ts';
import type { HttpOutcome } from './transport.ts';
import { parseRetryAfter } from './retry-after.ts';

/**
 * What an outcome means for the batch, where a 2xx means that the events have been taken.
 *
 * 408, 425 and 429 speak of the moment, not of the batch; 5xx and 3xx are a server's trouble that may pass. Every other
 * 4xx says that this batch will never be taken.
 */
export function resultOf(outcome: HttpOutcome, now: number): SendResult {
  if (outcome.kind === 'failure') {
    const { reason, unsent } = outcome;
    return { kind: 'retry', reason: `network_${reason}`, ...(unsent && { unsent }) };
  }
  const { status, retryAfter } = outcome;
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  if (status === 413) return { kind: 'too-large' };
  const passing = status < 400 || status >= 500 || status === 408 || status === 425 || status === 429;
  if (!passing) return { kind: 'rejected', reason: `status_${status}` };
  return { kind: 'retry', reason: `status_${status}`, afterMs: parseRetryAfter(retryAfter, now) };
}
