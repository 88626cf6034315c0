import type { BatchEvent } from '../batch.ts';
import { makePart, type Part } from '../template/encoder.ts';
import type { Rejection, SendResult } from '../sink.ts';

/** Sends one request. */
export type SendPart = (part: Part) => Promise<SendResult>;

/** What one event cannot be guilty of: the key or the place is wrong, and so it is for all that would come after. */
const ABOUT_ALL: readonly string[] = ['status_401', 'status_403', 'status_404', 'status_405', 'status_410'];

/** Sends requests one after the other, and makes one answer of theirs: nothing is sent twice, and order is kept. */
export async function sendParts(parts: readonly Part[], send: SendPart): Promise<SendResult> {
  const [only] = parts;
  if (only === undefined) return { kind: 'accepted' };
  // The whole batch: what is too large, or refused, is the courier's to deal with.
  if (parts.length === 1) return send(only);
  const left = [...parts];
  const rejected: Rejection[] = [];
  let settled = 0;
  let said: Said = {};
  for (let part = left.shift(); part !== undefined; part = left.shift()) {
    const result = await send(part);
    said = { ...said, ...saidIn(result) };
    if (result.kind === 'retry') return { ...result, ...said, settled, rejected };
    const isTooLarge = result.kind === 'too-large';
    if (isTooLarge && part.events.length > 1) {
      left.unshift(...halve(part));
      continue;
    }
    if (isTooLarge) rejected.push(...refuse(part.events, 'too_large'));
    if (result.kind === 'rejected') {
      const isAboutAll = ABOUT_ALL.includes(result.reason);
      if (isAboutAll && settled === 0) return result;
      rejected.push(...refuse(part.events, result.reason));
      if (isAboutAll) rejected.push(...left.splice(0).flatMap(({ events }) => refuse(events, result.reason)));
    }
    settled += part.events.length;
  }
  return { kind: 'accepted', ...said, ...(rejected.length > 0 && { rejected }) };
}

/** What an answer says besides. The last word counts. */
type Said = Pick<Extract<SendResult, { kind: 'accepted' }>, 'lower'>;

function saidIn(result: SendResult): Said {
  return 'lower' in result && result.lower !== undefined ? { lower: result.lower } : {};
}

function halve({ events }: Part): Part[] {
  const middle = Math.ceil(events.length / 2);
  return [makePart(events.slice(0, middle)), makePart(events.slice(middle))];
}

function refuse(events: readonly BatchEvent[], reason: string): Rejection[] {
  return events.map(({ id }) => ({ id, reason }));
}
