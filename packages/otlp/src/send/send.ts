import type { Batch, BatchEvent, Rejection, SendResult, SinkTools } from 'overt';
import { makeLogsRequest } from '../logs/request.ts';
import { LOGS_REQUEST, TRACES_REQUEST } from '../protobuf/schema.ts';
import type { SinkSettings } from '../settings.ts';
import { makeTracesRequest } from '../spans/request.ts';
import { judge, type Verdict } from './answer.ts';
import { postMessage } from './post.ts';

type Sending = { readonly tools: SinkTools; readonly settings: SinkSettings; readonly signal: AbortSignal };

/**
 * Sends a batch: first the spans of the runs that ended in it, then all of its events as log records. So the account, which is of
 * events, says that one is delivered when nothing is left to be told of it.
 */
export function createSend(
  tools: SinkTools,
  settings: SinkSettings,
): (batch: Batch, signal: AbortSignal) => Promise<SendResult> {
  /** Runs of the last batch whose spans were taken: its halves do not tell of them again. */
  let told: ReadonlySet<string> = new Set();
  return async (batch, signal) => {
    const sending = { tools, settings, signal };
    const ended = listEnded(settings, batch);
    const untold = ended.filter(({ run }) => !told.has(run.run));
    const failure = untold.length === 0 ? undefined : await sendSpans(sending, untold);
    if (failure !== undefined) return failure;
    if (untold.length > 0) told = new Set(ended.map(({ run }) => run.run));
    const result = await sendLogs(sending, batch);
    // Whoever sends the rest need not be this process.
    const last = ended.at(-1);
    return result.kind === 'retry' && last !== undefined ? { ...result, memo: last.id } : result;
  };
}

/** The events with which runs ended, but those of which an earlier try has told: up to the one that it noted. */
function listEnded({ traces }: SinkSettings, { events, memo }: Batch): BatchEvent[] {
  if (traces === undefined) return [];
  const from = events.findIndex(({ id }) => id === memo) + 1;
  return events.slice(from).filter(({ run }) => run.ended !== undefined);
}

/** Answers only where nothing more can be done now. */
async function sendSpans(
  { tools, settings, signal }: Sending,
  ended: readonly BatchEvent[],
): Promise<SendResult | undefined> {
  const { traces, resource } = settings;
  if (traces === undefined) return undefined;
  const message = makeTracesRequest(tools, ended, resource);
  const verdict = judge(tools, await postMessage(tools, traces, [message, TRACES_REQUEST, signal]));
  if (verdict.kind === 'retry' || (verdict.kind === 'too-large' && ended.length > 1)) return verdict;
  // A receiver that does not want spans may well want log records, and the events are in those.
  return undefined;
}

async function sendLogs(
  { tools, settings, signal }: Sending,
  { events, sentAt }: Batch,
): Promise<SendResult> {
  const { logs, traces, resource } = settings;
  const source = { ...tools, sentAt, spans: traces !== undefined };
  const message = makeLogsRequest(source, events, resource);
  return conclude(judge(tools, await postMessage(tools, logs, [message, LOGS_REQUEST, signal])), events);
}

/** A partial success says how many were refused and not which: the last ones stand for them, so that the account is right. */
function conclude(verdict: Verdict, events: readonly BatchEvent[]): SendResult {
  if (verdict.kind !== 'accepted') return verdict;
  const from = Math.max(0, events.length - verdict.refused);
  const rejected = events.slice(from).map(({ id }): Rejection => ({ id, reason: 'partial_success' }));
  return { kind: 'accepted', ...(rejected.length > 0 && { rejected }) };
}
