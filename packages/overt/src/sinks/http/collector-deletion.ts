import type { DeletionResult } from '../sink.ts';
import type { HttpOutcome } from './transport.ts';

/** What a receipt may look like: it is shown to the user. */
const RECEIPT = /^[\w-]{8,64}$/;

/**
 * What the collector's answer says. An older collector has no such path, and answers 404: it may be a newer one by the time
 * the request is made again.
 */
export function readDeletionAnswer(outcome: HttpOutcome): DeletionResult {
  if (outcome.kind === 'failure') return { kind: 'failed', reason: `network_${outcome.reason}` };
  if (outcome.status !== 200 && outcome.status !== 202)
    return { kind: 'failed', reason: `status_${outcome.status}` };
  try {
    const { receipt, state } = JSON.parse(outcome.body) as Record<string, unknown>;
    const isKnown = state === 'requested' || state === 'confirmed';
    if (isKnown && typeof receipt === 'string' && RECEIPT.test(receipt)) return { kind: state, receipt };
  } catch {
    // Said below.
  }
  return { kind: 'failed', reason: 'garbage_answer' };
}
