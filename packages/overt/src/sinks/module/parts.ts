import type { Rejection, SendResult } from '../sink.ts';

/** An event as its sink writes it. */
export type PartItem = { readonly id: string; readonly text: string };

/** How a batch is sent where the other side takes only so much at once. */
export type Parts<Item extends PartItem = PartItem> = {
  /** All events of the batch, in order. */
  readonly items: readonly Item[];
  /** How many of them fit into one request. */
  readonly maxItems: number;
  /** How many bytes their texts may come to in one request. One event that is longer goes alone. */
  readonly maxBytes: number;
  /** Sends some of them, and says what became of those. */
  readonly send: (items: readonly Item[]) => Promise<SendResult>;
};

/** With these, an answer is about the key or the address: nothing that we send would be taken. */
const UNWELCOME: readonly string[] = ['status_401', 'status_403', 'status_404'];

/** How far a batch has got. */
type Progress = { settled: number; readonly rejected: Rejection[] };

/**
 * Sends a batch part by part, and answers for all of it: what was taken is not sent again, a part that is too large goes in
 * halves, and a part that is refused costs the others nothing.
 */
export async function sendInParts<Item extends PartItem>(parts: Parts<Item>): Promise<SendResult> {
  const { items, send } = parts;
  const progress: Progress = { settled: 0, rejected: [] };
  let size = parts.maxItems;
  let said: Pick<Extract<SendResult, { kind: 'accepted' }>, 'lower'> = {};
  while (progress.settled < items.length) {
    const part = takePart(parts, progress.settled, size);
    const result = await send(part);
    if ('lower' in result) said = { lower: result.lower };
    if (result.kind === 'retry') return interrupt(progress, result);
    if (result.kind === 'rejected' && UNWELCOME.includes(result.reason)) {
      if (progress.settled === 0) return result;
      progress.rejected.push(
        ...items.slice(progress.settled).map(({ id }) => ({ id, reason: result.reason })),
      );
      break;
    }
    if (result.kind === 'too-large' && part.length > 1) size = Math.ceil(part.length / 2);
    else enter(progress, part, result);
  }
  return { kind: 'accepted', ...said, ...refused(progress) };
}

function takePart<Item extends PartItem>(
  { items, maxBytes }: Parts<Item>,
  from: number,
  size: number,
): readonly Item[] {
  let [end, bytes] = [from, 0];
  while (end < items.length && end - from < size) {
    bytes += Buffer.byteLength(items[end]?.text ?? '');
    if (bytes > maxBytes && end > from) break;
    end += 1;
  }
  return items.slice(from, end);
}

function enter(
  progress: Progress,
  part: readonly PartItem[],
  result: Exclude<SendResult, { kind: 'retry' }>,
): void {
  progress.settled += part.length;
  if (result.kind === 'accepted') return void progress.rejected.push(...(result.rejected ?? []));
  const reason = result.kind === 'rejected' ? result.reason : 'too_large';
  progress.rejected.push(...part.map(({ id }) => ({ id, reason })));
}

/** Whether anything can have reached the other side is said of what is left, as it is here. */
function interrupt(progress: Progress, result: Extract<SendResult, { kind: 'retry' }>): SendResult {
  const { settled } = progress;
  return { ...result, ...(settled > 0 && { settled }), ...refused(progress) };
}

function refused({ rejected }: Progress): { rejected?: Rejection[] } {
  return rejected.length > 0 ? { rejected } : {};
}
