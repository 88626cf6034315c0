import type { BatchEvent } from '../../sinks/batch.ts';
import type { Batch, Rejection, SendResult, Sink } from '../../sinks/sink.ts';
import { batchOf } from './example.ts';
import { demand } from './subject.ts';

/** What the port says of these (sinks/sink.ts). */
const MAX_MEMO = 4096;
const REASON = /^[a-z0-9_]{1,40}$/;
const KEYS: Readonly<Record<SendResult['kind'], readonly string[]>> = {
  accepted: ['rejected', 'memo', 'lower'],
  retry: ['reason', 'afterMs', 'settled', 'rejected', 'memo', 'lower', 'unsent'],
  rejected: ['reason'],
  'too-large': [],
};

/** Sends, and looks at each answer: whatever becomes of a batch, it has to be one that the courier understands. */
export async function send(
  sink: Sink,
  batch: Batch,
  signal = new AbortController().signal,
): Promise<SendResult> {
  let result: SendResult;
  try {
    result = await sink.send(batch, { signal });
  } catch (error) {
    throw new Error(`The contract of a sink is broken: send() threw (${String(error)}).`, { cause: error });
  }
  checkResult(result, batch);
  return result;
}

function checkResult(result: SendResult, { events }: Batch): void {
  const { kind, ...rest } = result;
  demand(Object.hasOwn(KEYS, kind), `the answer is of a known kind, not ${kind}`);
  for (const [key, value] of Object.entries(rest))
    demand(value === undefined || KEYS[kind].includes(key), `an answer "${kind}" has no "${key}"`);
  demand(isPlain(result), 'the answer is plain data');
  if ('memo' in result && result.memo !== undefined)
    demand(
      typeof result.memo === 'string' && result.memo.length <= MAX_MEMO,
      `a memo has at most ${MAX_MEMO} characters`,
    );
  if ('rejected' in result) checkRejected(result.rejected ?? [], events);
  if (kind === 'rejected')
    demand(REASON.test(result.reason), `a reason is short and stable, not "${result.reason}"`);
  if (kind !== 'retry') return;
  const { settled = 0, afterMs = 0, reason } = result;
  demand(typeof reason === 'string' && reason !== '', 'a retry says why');
  demand(Number.isFinite(afterMs) && afterMs >= 0, 'a pause is a number of milliseconds');
  const isCount = Number.isSafeInteger(settled) && settled >= 0 && settled <= events.length;
  demand(isCount, 'what is settled is a number of events of the batch');
}

function checkRejected(rejected: readonly Rejection[], events: readonly BatchEvent[]): void {
  const ids = new Set(rejected.map(({ id }) => id));
  demand(ids.size === rejected.length, 'no event is refused twice');
  const ofBatch = new Set(events.map(({ id }) => id));
  demand(
    [...ids].every((id) => ofBatch.has(id)),
    'only events of the batch are refused',
  );
  for (const { reason } of rejected)
    demand(REASON.test(reason), `a reason is short and stable, not "${reason}"`);
}

/** The courier may be told over a pipe, and the ledger is JSON. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'function' && typeof value !== 'symbol';
  const { constructor } = Object.getPrototypeOf(value) as { constructor: unknown };
  return (constructor === Object || constructor === Array) && Object.values(value).every(isPlain);
}

/** What became of some events. */
export type Delivered = {
  readonly left: readonly BatchEvent[];
  /** Taken, as the sink says. */
  readonly taken: readonly string[];
  readonly refused: readonly string[];
  /** The answer to the last try. */
  readonly last: SendResult | undefined;
};

/** Sends as the courier does: in pieces, in halves of what is too large, and again what is not settled, some times. */
export async function deliver(
  sink: Sink,
  events: readonly BatchEvent[],
  { tries = 1, size = 500 } = {},
): Promise<Delivered> {
  const taken: string[] = [];
  const refused: string[] = [];
  let left = events;
  let most = size;
  let memo: string | undefined;
  let last: SendResult | undefined;
  for (let attempt = 1; left.length > 0 && attempt <= tries;) {
    const piece = left.slice(0, most);
    last = await send(sink, batchOf(piece, { attempt, memo }));
    if ('memo' in last) memo = last.memo ?? memo;
    if (last.kind === 'too-large' && piece.length > 1) {
      most = Math.ceil(piece.length / 2);
      continue;
    }
    const done = last.kind === 'retry' ? (last.settled ?? 0) : piece.length;
    const isTaken = last.kind === 'accepted' || last.kind === 'retry';
    const named = 'rejected' in last ? new Set((last.rejected ?? []).map(({ id }) => id)) : new Set<string>();
    for (const { id } of piece.slice(0, done)) (isTaken && !named.has(id) ? taken : refused).push(id);
    left = left.slice(done);
    if (last.kind === 'retry') attempt += 1;
  }
  return { left, taken, refused, last };
}
