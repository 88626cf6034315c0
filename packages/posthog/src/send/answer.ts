import type { HttpOutcome, PartItem, SendResult, SinkTools } from 'overt';
import { EXCEPTION } from '../event/capture.ts';

/** An event as it is sent, with the name that PostHog knows it by. */
export type SentItem = PartItem & { readonly name: string };

/** How PostHog says that it has the events: as a number, or in its newer versions as a word. */
const TAKEN: readonly unknown[] = [1, 'Ok'];

/**
 * What an answer means for the events of a request. Only PostHog's own word counts: a portal in a hotel also says 200. A project
 * over its quota is answered with 200 too; where PostHog says so, what it has thrown away is no delivery.
 */
export function judge(
  { resultOf }: Pick<SinkTools, 'resultOf'>,
  outcome: HttpOutcome,
  items: readonly SentItem[],
): SendResult {
  const result = resultOf(outcome);
  if (result.kind !== 'accepted' || outcome.kind === 'failure') return result;
  const answer = parse(outcome.body);
  if (!TAKEN.includes(answer?.['status'])) return { kind: 'retry', reason: 'garbage_answer' };
  const limited = answer?.['quota_limited'];
  if (!Array.isArray(limited)) return result;
  const lost = items.filter(
    ({ name }) => limited.includes('events') || (limited.includes('exceptions') && name === EXCEPTION),
  );
  return { kind: 'accepted', rejected: lost.map(({ id }) => ({ id, reason: 'quota_limited' })) };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
