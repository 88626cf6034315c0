import type { SinkPlace } from '../sinks/place-of.ts';
import type { Way } from './way.ts';

/**
 * What the user asked of one place. `queued`: nobody has been reached yet. `requested`: it was taken; where the place can say
 * that it is done, it is asked again until it does. `prepared`: a letter that the user has to send; `opened`: their mail program has
 * it. `expired`: given up. `impossible`: nobody can be asked from here; that is said once, and not kept.
 */
export type RequestState =
  | 'queued'
  | 'requested'
  | 'confirmed'
  | 'prepared'
  | 'opened'
  | 'expired'
  | 'impossible';

/** A request to erase data, as it is kept until it is settled, and for some time after that. */
export type ErasureRequest = SinkPlace & {
  readonly way: Way;
  readonly tool: string;
  readonly version: string;
  /** Names the events of the request, so that one that is made again is known. */
  readonly run: string;
  /** Those that are still to be asked for. None once that is settled: the proof is kept without them. */
  readonly ids: readonly string[];
  readonly state: RequestState;
  /** When the user asked, in milliseconds since the epoch. */
  readonly askedAt: number;
  /** How often it was tried since the last success, and when it is tried next. */
  readonly tries: number;
  readonly nextTryAt: number;
  readonly lastTryAt?: number | undefined;
  readonly lastFailure?: string | undefined;
  readonly settledAt?: number | undefined;
  /** By what the other side knows the request. */
  readonly receipt?: string | undefined;
};

/** What came of asking once. */
export type Asked = {
  readonly kind: 'confirmed' | 'requested' | 'failed' | 'unsupported';
  readonly reason?: string | undefined;
  readonly receipt?: string | undefined;
  /** Where the place is asked for one id at a time: those that are left. */
  readonly left?: readonly string[] | undefined;
  /** When the other side wants to be asked again. */
  readonly afterMs?: number | undefined;
};

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A server that is away for longer is gone. */
const MAX_AGE_MS = 90 * DAY_MS;
/** So long the user can see what became of it. */
const PROOF_AGE_MS = 90 * DAY_MS;

/** Whether something is still to be asked, by whomever. */
export function isPending({ state, settledAt }: ErasureRequest): boolean {
  return settledAt === undefined && (state === 'queued' || state === 'requested');
}

/** Whether it may be tried now. A wait that is longer than any comes from a clock that was set back. */
export function isDue(request: ErasureRequest, now: number): boolean {
  const waitMs = request.nextTryAt - now;
  return isPending(request) && (waitMs <= 0 || waitMs > DAY_MS);
}

/** The request after it was made once more. Only computes. */
export function settle(
  request: ErasureRequest,
  { kind, reason, receipt = request.receipt, left, afterMs }: Asked,
  [now, random]: readonly [now: number, random: number],
): ErasureRequest {
  const tried = { ...request, lastTryAt: now, receipt };
  const wait = (tries: number): number =>
    now + Math.max(waitMs(tries, random), Math.min(afterMs ?? 0, DAY_MS));
  if (kind === 'failed') {
    const tries = request.tries + 1;
    return {
      ...tried,
      ids: left ?? request.ids,
      tries,
      nextTryAt: wait(tries),
      lastFailure: reason ?? 'unknown',
    };
  }
  const done = { ...tried, lastFailure: undefined, tries: 0 };
  if (kind === 'requested' && canConfirm(request)) {
    const tries = request.state === 'requested' ? request.tries + 1 : 0;
    return { ...done, state: 'requested', tries, nextTryAt: wait(tries) };
  }
  const state = kind === 'unsupported' ? 'impossible' : kind;
  return { ...done, state, ids: [], settledAt: now, lastFailure: reason };
}

/** Gives up what is too old, and forgets what was settled long ago. The ids of what is given up stay for one more try by hand. */
export function ageRequest(request: ErasureRequest, now: number): ErasureRequest | undefined {
  const age = now - (request.settledAt ?? request.askedAt);
  if (!isPending(request)) return age > PROOF_AGE_MS ? undefined : request;
  return age > MAX_AGE_MS ? { ...request, state: 'expired', settledAt: now } : request;
}

/** Of the others nobody hears any more once they have taken the request. */
function canConfirm({ way }: ErasureRequest): boolean {
  return way.kind === 'sink' || way.kind === 'own';
}

/** From a minute, doubling, to a day; cut by chance by up to a half, so that users do not all come back at once. */
function waitMs(tries: number, random: number): number {
  const whole = Math.min(DAY_MS, MINUTE_MS * 2 ** Math.min(Math.max(0, tries - 1), 20));
  return Math.round(whole * (1 - random / 2));
}
