import type { Batch, HttpOutcome, Rejection, SendResult, SinkTools } from 'overt';
import { readMemo, writeMemo, type Memo } from '../report/memo.ts';
import { makeReport, startMemo } from '../report/report.ts';
import { holdBack, readLimits } from './limits.ts';
import type { PostStep } from './post.ts';
import type { Plan, Step } from './steps.ts';

/** What sending works with. */
export type Sending = Pick<SinkTools, 'now' | 'resultOf'> & { readonly post: PostStep };

/** How far a batch has got. */
type Progress = { memo: Memo; settled: number; readonly rejected: Rejection[] };

/** With these, an answer is about the key or the address: nothing that we send would be taken. */
const UNWELCOME: readonly string[] = ['status_401', 'status_403', 'status_404'];

/** Sends a batch step by step, and says how far it got. What was taken is not sent again. */
export async function sendSteps(
  sending: Sending,
  { steps, idle }: Plan,
  [batch, signal]: readonly [Batch, AbortSignal],
): Promise<SendResult> {
  const memo = startMemo(readMemo(batch.memo), batch.ledger);
  const progress: Progress = { memo, settled: 0, rejected: [] };
  for (const step of steps) {
    const failure = await take(sending, progress, [step, batch, signal]);
    if (failure?.kind === 'retry') {
      refuse(progress, idle, progress.settled);
      return { ...failure, ...said(sending, progress, batch) };
    }
    if (failure === undefined) continue;
    if (progress.settled === 0 && progress.rejected.length === 0) return failure;
    const left = steps.slice(steps.indexOf(step)).flatMap((one) => (one.kind === 'event' ? [one.id] : []));
    progress.rejected.push(...left.map((id) => ({ id, reason: failure.reason })));
    break;
  }
  refuse(progress, idle, batch.events.length);
  const { settled: _all, ...rest } = said(sending, progress, batch);
  return { kind: 'accepted', ...rest };
}

type Failure = Extract<SendResult, { readonly kind: 'retry' | 'rejected' }>;

/** Does one step. Answers only where the batch ends with it. */
async function take(
  sending: Sending,
  progress: Progress,
  [step, batch, signal]: readonly [Step, Batch, AbortSignal],
): Promise<Failure | undefined> {
  const { now } = sending;
  const held = holdBack(progress.memo.limits, step.kind, now());
  if (held === 'leave out') return leaveOut(progress, step, 'ratelimit_backoff');
  if (held > 0) return { kind: 'retry', reason: 'rate_limited', afterMs: held };
  const report = makeReport(progress.memo, batch.ledger, now());
  const outcome = await sending.post(step, report?.body, signal);
  const result = judge(sending, outcome);
  if (result.kind === 'accepted' && report !== undefined) progress.memo = report.memo;
  progress.memo = { ...progress.memo, limits: readLimits(progress.memo.limits, outcome, now()) };
  return conclude(progress, step, [result, holdBack(progress.memo.limits, step.kind, now())]);
}

function conclude(
  progress: Progress,
  step: Step,
  [result, held]: readonly [SendResult, ReturnType<typeof holdBack>],
): Failure | undefined {
  if (result.kind === 'retry') {
    if (result.reason !== 'status_429' || held === 0) return result;
    if (held === 'leave out') return leaveOut(progress, step, 'ratelimit_backoff');
    return { ...result, afterMs: held };
  }
  if (result.kind === 'rejected' && UNWELCOME.includes(result.reason)) return result;
  if (result.kind !== 'accepted') {
    if (step.kind === 'sessions') return leaveOut(progress, step, 'send_error');
    // Too much of one event is as final as one that is wrong: the next one may be neither.
    const reason = result.kind === 'rejected' ? result.reason : 'status_413';
    progress.rejected.push({ id: step.id, reason });
  }
  progress.settled = step.to;
  return undefined;
}

/** Whoever shows a page of their own for each request (a hotel, a proxy) is not Sentry. */
function judge({ resultOf }: Sending, outcome: HttpOutcome): SendResult {
  const result = resultOf(outcome);
  const isPage = outcome.kind === 'answer' && outcome.body.trimStart().startsWith('<');
  return result.kind === 'accepted' && isPage ? { kind: 'retry', reason: 'garbage_answer' } : result;
}

/** What is not sent is not delivered: the account is to say so. */
function refuse({ rejected }: Progress, idle: Plan['idle'], settled: number): void {
  for (const [index, id] of idle) if (index < settled) rejected.push({ id, reason: 'not_an_error' });
}

/** Sentry is told of it with what is sent next. */
function leaveOut(progress: Progress, step: Step, reason: string): undefined {
  const count = step.kind === 'sessions' ? step.sessions.length : 0;
  const key = `${reason}:session`;
  const owed = { ...progress.memo.owed, [key]: (progress.memo.owed[key] ?? 0) + count };
  progress.memo = { ...progress.memo, owed };
  progress.settled = step.to;
  return undefined;
}

function said(
  { now }: Sending,
  { memo, settled, rejected }: Progress,
  batch: Batch,
): { settled?: number; rejected?: Rejection[]; memo?: string } {
  const text = writeMemo(memo, now());
  return {
    ...(settled > 0 && { settled }),
    ...(rejected.length > 0 && { rejected }),
    ...(text !== batch.memo && { memo: text }),
  };
}
