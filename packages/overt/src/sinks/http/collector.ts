import type { BatchEvent } from '../batch.ts';
import type { Batch, Rejection, SendResult, Sink } from '../sink.ts';
import { withGzip } from './gzip.ts';
import type { HttpSinkTools } from './http.ts';
import { resultOf } from './status.ts';

/** Where Overt's own collector is, and the key that lets events in. */
export type CollectorSinkOptions = { readonly url: string; readonly key: string };

const WIRE_FORMAT = 1;

/** Sends to Overt's own collector, in the format of docs/wire-format.md. */
export function createCollectorSink(
  { platform, transport }: HttpSinkTools,
  name: string,
  { url, key }: CollectorSinkOptions,
): Sink {
  const post = withGzip(platform, transport);
  const endpoint = new URL('v1/events', url.endsWith('/') ? url : `${url}/`).href;
  return {
    name,
    send: async (batch, { signal }) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
      const outcome = await post({ url: endpoint, headers, body: Buffer.from(encode(batch)) }, signal);
      const result = resultOf(outcome, platform.now());
      if (outcome.kind === 'failure' || result.kind !== 'accepted') return result;
      return readVerdict(outcome.body, batch.events.length);
    },
  };
}

function encode({ id, attempt, sentAt, ledger, events }: Batch): string {
  return JSON.stringify({
    format: WIRE_FORMAT,
    batch: id,
    attempt,
    sentAt,
    ledger,
    runs: groupByRun(events),
  });
}

/** Events of one run share its head. Order is kept within a run. */
function groupByRun(events: readonly BatchEvent[]): unknown[] {
  const runs = new Map<string, { events: unknown[] }>();
  for (const { run: head, seq, time, name, props } of events) {
    const { began: _began, ended: _ended, ...run } = head;
    const known = runs.get(run.run);
    const event = { seq, time, name, props };
    if (known === undefined) runs.set(run.run, { ...run, events: [event] });
    else known.events.push(event);
  }
  return [...runs.values()];
}

/**
 * Only an answer that accounts for each event counts: a portal in a hotel also says 200. Duplicates are events that
 * the collector has from an earlier try, so they are delivered.
 */
function readVerdict(body: string, sent: number): SendResult {
  const garbage: SendResult = { kind: 'retry', reason: 'garbage_answer' };
  try {
    const { accepted, duplicates, rejected } = JSON.parse(body) as Record<string, unknown>;
    if (!Number.isSafeInteger(accepted) || !Array.isArray(duplicates) || !isRejections(rejected))
      return garbage;
    if ((accepted as number) + duplicates.length + rejected.length !== sent) return garbage;
    return { kind: 'accepted', rejected };
  } catch {
    return garbage;
  }
}

function isRejections(value: unknown): value is Rejection[] {
  return (
    Array.isArray(value) &&
    value.every((one) => typeof one?.id === 'string' && typeof one?.reason === 'string')
  );
}
