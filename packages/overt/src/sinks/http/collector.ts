import type { BatchEvent } from '../batch.ts';
import type { Batch, DeletionResult, Rejection, SendContext, SendResult, Sink } from '../sink.ts';
import { readDeletionAnswer } from './collector-deletion.ts';
import { readLowering } from './collector-lowering.ts';
import { withGzip } from './gzip.ts';
import type { HttpSinkTools } from './http.ts';
import { resultOf } from './status.ts';
import type { HttpOutcome } from './transport.ts';

/** Where Overt's own collector is, and the key that lets events in. */
export type CollectorSinkOptions = { readonly url: string; readonly key: string };

const WIRE_FORMAT = 1;

/** As many as the collector takes in one request for deletion. */
const MAX_IDS = 1000;

/** Sends to Overt's own collector, in the format of docs/wire-format.md. */
export function createCollectorSink(
  { platform, transport }: HttpSinkTools,
  name: string,
  { url, key }: CollectorSinkOptions,
): Sink {
  const post = withGzip(platform, transport);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  return {
    name,
    send: async (batch, { signal }) => {
      const outcome = await ask('v1/events', encode(batch), signal);
      const result = resultOf(outcome, platform.now());
      if (outcome.kind === 'failure' || result.kind !== 'accepted') return result;
      return readVerdict(outcome.body, batch.events.length);
    },
    deleteData: async (ids, { signal }) => {
      const results: DeletionResult[] = [];
      for (let at = 0; at < ids.length; at += MAX_IDS)
        results.push(await askToDelete(ids.slice(at, at + MAX_IDS), signal));
      return weakest(results);
    },
  };

  async function askToDelete(ids: readonly string[], signal: AbortSignal): Promise<DeletionResult> {
    // In one order, since the collector knows a request again by its ids.
    const body = JSON.stringify({ format: WIRE_FORMAT, ids: ids.toSorted() });
    return readDeletionAnswer(await ask('v1/deletions', body, signal));
  }

  function ask(path: string, body: string, signal: SendContext['signal']): Promise<HttpOutcome> {
    const endpoint = new URL(path, url.endsWith('/') ? url : `${url}/`).href;
    return post({ url: endpoint, headers, body: Buffer.from(body) }, signal);
  }
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
  for (const { run: head, seq, time, name, props, sampleRate } of events) {
    const { began: _began, ended: _ended, trace: _trace, ...run } = head;
    const known = runs.get(run.run);
    const event = { seq, time, name, props, sampleRate };
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
    const { accepted, duplicates, rejected, lower } = JSON.parse(body) as Record<string, unknown>;
    if (!Number.isSafeInteger(accepted) || !Array.isArray(duplicates) || !isRejections(rejected))
      return garbage;
    if ((accepted as number) + duplicates.length + rejected.length !== sent) return garbage;
    const lowering = readLowering(lower);
    return lowering === undefined
      ? { kind: 'accepted', rejected }
      : { kind: 'accepted', rejected, lower: lowering };
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

/** All requests are confirmed, or what is left to do is what the first of the others says. */
function weakest(results: readonly DeletionResult[]): DeletionResult {
  const open =
    results.find(({ kind }) => kind === 'failed') ?? results.find(({ kind }) => kind === 'requested');
  return open ?? results.at(-1) ?? { kind: 'confirmed' };
}
