import type { Lowering } from './lowering.ts';
import type { Rejection, SendResult } from './sink.ts';

/** Sends some of the events of a batch in one request. */
export type SendSome<Item> = (items: readonly Item[]) => Promise<SendResult>;

/** How far a batch has got. */
type Progress = {
  settled: number;
  readonly rejected: Rejection[];
  /** What the other side asks for. The last word counts. */
  lower: Lowering | undefined;
  /** How many events it takes at once, as far as that is known. */
  most: number;
};

/** What one event cannot be guilty of: the key or the place is wrong, and so it is for all that would come after. */
const ABOUT_ALL: readonly string[] = ['status_401', 'status_403', 'status_404', 'status_405', 'status_410'];

/**
 * Sends a batch in several requests, one after the other, and answers for all of it: order is kept, what was taken is not sent
 * again, what is too large goes in halves, and a request that is refused costs the others nothing.
 */
export async function sendParts<Item extends { readonly id: string }>(
  parts: readonly (readonly Item[])[],
  send: SendSome<Item>,
): Promise<SendResult> {
  const left = [...parts];
  const progress: Progress = { settled: 0, rejected: [], lower: undefined, most: Number.POSITIVE_INFINITY };
  for (let part = left.shift(); part !== undefined; part = left.shift()) {
    const now = part.slice(0, progress.most);
    if (now.length < part.length) left.unshift(part.slice(progress.most));
    const result = await send(now);
    if ('lower' in result) progress.lower = result.lower ?? progress.lower;
    if (result.kind === 'retry') return { ...result, ...said(progress) };
    if (result.kind === 'rejected' && ABOUT_ALL.includes(result.reason)) {
      if (progress.settled === 0) return result;
      refuse(progress, [now, ...left].flat(), result.reason);
      break;
    }
    if (result.kind === 'too-large' && now.length > 1) {
      progress.most = Math.ceil(now.length / 2);
      left.unshift(now);
    } else enter(progress, now, result);
  }
  const { settled: _all, ...rest } = said(progress);
  return { kind: 'accepted', ...rest };
}

function enter(
  progress: Progress,
  items: readonly { readonly id: string }[],
  result: Exclude<SendResult, { kind: 'retry' }>,
): void {
  progress.settled += items.length;
  if (result.kind === 'accepted') progress.rejected.push(...(result.rejected ?? []));
  else refuse(progress, items, result.kind === 'rejected' ? result.reason : 'too_large');
}

function refuse({ rejected }: Progress, items: readonly { readonly id: string }[], reason: string): void {
  rejected.push(...items.map(({ id }) => ({ id, reason })));
}

function said({ settled, rejected, lower }: Progress): {
  settled?: number;
  rejected?: Rejection[];
  lower?: Lowering;
} {
  return {
    ...(settled > 0 && { settled }),
    ...(rejected.length > 0 && { rejected }),
    ...(lower !== undefined && { lower }),
  };
}
