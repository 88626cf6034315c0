import type { PartItem, SendResult, SinkTools } from 'overt';
import type { SinkSettings } from '../settings.ts';
import { judge, type SentItem } from './answer.ts';

/** PostHog takes 20 MB at once. More than this in one request would have to be sent again as a whole. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_ITEMS = 1000;

/** Posts events in as many requests as they need. */
export function sendCaptures(
  tools: Pick<SinkTools, 'post' | 'resultOf' | 'sendInParts' | 'now'>,
  { url, key }: SinkSettings,
  [items, signal]: readonly [readonly SentItem[], AbortSignal],
): Promise<SendResult> {
  const headers = { 'content-type': 'application/json' };
  return tools.sendInParts({
    items,
    maxItems: MAX_ITEMS,
    maxBytes: MAX_BYTES,
    send: async (part) => {
      // PostHog reckons from it how wrong the clock here is.
      const sentAt = new Date(tools.now()).toISOString();
      const body = Buffer.from(encode(key, sentAt, part));
      return judge(tools, await tools.post({ url, headers, body }, signal), part);
    },
  });
}

function encode(key: string, sentAt: string, part: readonly PartItem[]): string {
  const batch = part.map(({ text }) => text).join(',');
  return `{"api_key":${JSON.stringify(key)},"sent_at":"${sentAt}","batch":[${batch}]}`;
}
