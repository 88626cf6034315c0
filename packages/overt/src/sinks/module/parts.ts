import { sendParts } from '../send-parts.ts';
import type { SendResult } from '../sink.ts';

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

/** Sends a batch part by part, and answers for all of it. */
export function sendInParts<Item extends PartItem>(parts: Parts<Item>): Promise<SendResult> {
  return sendParts(cut(parts), parts.send);
}

function cut<Item extends PartItem>({ items, maxItems, maxBytes }: Parts<Item>): Item[][] {
  const parts: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    const last = parts.at(-1);
    const length = Buffer.byteLength(item.text);
    if (last === undefined || last.length >= maxItems || bytes + length > maxBytes) {
      parts.push([item]);
      bytes = length;
    } else {
      last.push(item);
      bytes += length;
    }
  }
  return parts;
}
