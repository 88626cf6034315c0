import type { HttpOutcome, SendResult, SinkTools } from 'overt';
import { readMessage } from '../protobuf/read.ts';

type Answer = Extract<HttpOutcome, { readonly kind: 'answer' }>;
/** What an answer means for what was sent. `refused`: how many of the items were not taken. */
export type Verdict =
  | Exclude<SendResult, { readonly kind: 'accepted' }>
  | { readonly kind: 'accepted'; readonly refused: number };

/** The only ones after which OTLP lets a request be sent again. All others of 4xx and 5xx are final. */
const RETRYABLE: readonly number[] = [429, 502, 503, 504];
const GARBAGE: Verdict = { kind: 'retry', reason: 'garbage_answer' };

/** By "OTLP/HTTP Response" of the specification of OTLP. What it says of parts that were refused is never a reason to retry. */
export function judge({ resultOf }: Pick<SinkTools, 'resultOf'>, outcome: HttpOutcome): Verdict {
  const result = resultOf(outcome);
  if (outcome.kind === 'failure') return result.kind === 'accepted' ? GARBAGE : result;
  const { status } = outcome;
  if (status >= 200 && status < 300) return readSuccess(outcome);
  // A redirect is a portal's, not a receiver's: nothing is known of the events.
  const isFinal = status >= 400 && status !== 413 && !RETRYABLE.includes(status);
  return isFinal || result.kind === 'accepted' ? { kind: 'rejected', reason: `status_${status}` } : result;
}

/**
 * A full success may be an empty message. Receivers that answer in words of their own have the events all the same, but a page for
 * people is that of a portal, and what says that it is a message has to be one.
 */
function readSuccess(answer: Answer): Verdict {
  if (answer.body === '') return { kind: 'accepted', refused: 0 };
  const type = String(answer.headers?.['content-type'] ?? '').toLowerCase();
  if (type.includes('html') || answer.body.trimStart().startsWith('<')) return GARBAGE;
  if (type.includes('json')) return readJson(answer.body);
  return type.includes('protobuf')
    ? readProtobuf(answer.bytes ?? Buffer.from(answer.body))
    : { kind: 'accepted', refused: 0 };
}

function readJson(body: string): Verdict {
  try {
    const { partialSuccess } = JSON.parse(body) as { partialSuccess?: Record<string, unknown> };
    const { rejectedLogRecords, rejectedSpans } = partialSuccess ?? {};
    // 64-bit integers are texts in JSON, though not everybody writes them so.
    return { kind: 'accepted', refused: readCount(Number(rejectedLogRecords ?? rejectedSpans ?? 0)) };
  } catch {
    return GARBAGE;
  }
}

/** `partial_success` is field 1, and the number of what was rejected is field 1 of that. */
function readProtobuf(bytes: Uint8Array): Verdict {
  const fields = readMessage(bytes);
  if (fields === undefined) return GARBAGE;
  const partial = fields.findLast(({ number }) => number === 1)?.value;
  const inner = typeof partial === 'object' ? readMessage(partial) : [];
  if (inner === undefined) return GARBAGE;
  const rejected = inner.findLast(({ number }) => number === 1)?.value;
  return {
    kind: 'accepted',
    refused: readCount(typeof rejected === 'bigint' ? Number(BigInt.asIntN(64, rejected)) : 0),
  };
}

function readCount(count: number): number {
  return count > 0 ? Math.ceil(count) : 0;
}
