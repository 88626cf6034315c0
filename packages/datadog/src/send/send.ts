import type { HttpOutcome, PartItem, SendResult, SinkTools } from 'overt';
import type { SinkSettings } from '../settings.ts';

/** Datadog takes so many logs at once. */
const MAX_ITEMS = 1000;
/** It takes 5 MB before compression. */
const MAX_BYTES = 4_500_000;

/** Posts logs in as many requests as they need. */
export function sendLogs(
  tools: Pick<SinkTools, 'post' | 'resultOf' | 'sendInParts'>,
  { url, key }: SinkSettings,
  [items, signal]: readonly [readonly PartItem[], AbortSignal],
): Promise<SendResult> {
  const headers = { 'content-type': 'application/json', 'dd-api-key': key };
  return tools.sendInParts({
    items,
    maxItems: MAX_ITEMS,
    maxBytes: MAX_BYTES,
    send: async (part) => {
      const body = Buffer.from(`[${part.map(({ text }) => text).join(',')}]`);
      return judge(tools, await tools.post({ url, headers, body }, signal));
    },
  });
}

/** Datadog answers with JSON, or with nothing. Whoever shows a page of their own for each request (a hotel, a proxy) is not Datadog. */
function judge({ resultOf }: Pick<SinkTools, 'resultOf'>, outcome: HttpOutcome): SendResult {
  const result = resultOf(outcome);
  if (result.kind !== 'accepted' || outcome.kind === 'failure') return result;
  return isJson(outcome.body) ? result : { kind: 'retry', reason: 'garbage_answer' };
}

function isJson(text: string): boolean {
  if (text.trim() === '') return true;
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
