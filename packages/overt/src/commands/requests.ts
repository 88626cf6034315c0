import { waitForLock, type CourierLock } from '../courier/lock.ts';
import { askDue } from '../erasure/ask-due.ts';
import { writeLetters, type Letter } from '../erasure/letter.ts';
import { isPending, type ErasureRequest, type RequestState } from '../erasure/request.ts';
import { readRequests, writeRequests } from '../erasure/requests-file.ts';
import type { SinkPlace } from '../sinks/place-of.ts';
import type { Platform } from '../platform/platform.ts';
import { EXIT, fail, type Answer } from './answer.ts';
import { formatMoment } from './format.ts';
import { type Manager, ownFolders } from './manager.ts';

/** What became of a request to erase data at one place. */
export type RequestStatus = SinkPlace & {
  readonly state: RequestState;
  /** In milliseconds since the epoch. */
  readonly askedAt: number;
  /** What it is asked for by: the ids. None where that is settled. */
  readonly ids: readonly string[];
  /** Why the last try came to nothing, or why nobody can be asked. */
  readonly reason?: string;
  /** How often it was tried in vain, and when it is tried next. */
  readonly tries?: number;
  readonly nextTryAt?: number;
  /** By what the other side knows the request. */
  readonly receipt?: string;
  /** When that was settled. */
  readonly settledAt?: number;
  /** What the author says where nobody can be asked from here. */
  readonly text?: string;
  /** Where it takes a letter: what to send. */
  readonly letters?: readonly Letter[];
};

/** A courier that is at work is done within this, or is stuck. */
const LOCK_WAIT_MS = 5000;

/** @internal All requests that are kept here, settled ones too. */
export function listRequests(manager: Manager): RequestStatus[] {
  return ownFolders(manager).flatMap((folder) => listRequestsIn(manager.platform, folder));
}

/** @internal */
export function listRequestsIn(platform: Platform, folder: string): RequestStatus[] {
  const read = readRequests(platform, folder);
  return read.kind === 'read' ? read.requests.map(describeRequest) : [];
}

/** @internal As a user is told of it. Keys and headers stay out. */
export function describeRequest(request: ErasureRequest): RequestStatus {
  const { name, kind, place, state, askedAt, ids, way, lastFailure, tries, nextTryAt, receipt, settledAt } =
    request;
  const isImpossible = state === 'impossible';
  return {
    name,
    kind,
    place,
    state,
    askedAt,
    ids,
    ...(lastFailure === undefined ? {} : { reason: lastFailure }),
    ...(isPending(request) ? { tries, nextTryAt } : {}),
    ...(receipt === undefined ? {} : { receipt }),
    ...(settledAt === undefined || isImpossible ? {} : { settledAt }),
    ...(isImpossible && way.kind === 'none' ? { text: way.text } : {}),
    ...(state === 'prepared' && way.kind === 'email' ? { letters: writeLetters(way, request) } : {}),
  };
}

const STATES: Readonly<Record<RequestStatus['state'], string>> = {
  queued: 'could not be asked yet',
  requested: 'has been asked',
  confirmed: 'erased it',
  prepared: 'is asked when you send the letter',
  opened: 'is asked when you send the letter that was opened',
  expired: 'could not be asked in 90 days. It was given up; `delete` tries again',
  impossible: 'cannot be asked',
};

/** @internal In a line, for who looks at the state of things. */
export function describeErasure({ name, state, askedAt, reason, nextTryAt, receipt }: RequestStatus): string {
  const why = reason === undefined ? '' : ` (${reason})`;
  const next = nextTryAt === undefined ? '' : `; next try ${formatMoment(nextTryAt)}`;
  const proof = receipt === undefined ? '' : `; receipt ${receipt}`;
  return `${name}, asked for on ${formatMoment(askedAt)}: ${STATES[state]}${why}${next}${proof}`;
}

/** @internal What a user who deletes now is told of: all but proof of what was settled before. */
export function isListed({ ids, state }: ErasureRequest): boolean {
  return ids.length > 0 || state === 'impossible';
}

/** @internal Asks all that is still to be asked, now, since the user says so. Answers what is left. */
export async function askNow(manager: Manager, timeoutMs: number): Promise<readonly RequestStatus[]> {
  const { platform, settings } = manager;
  const { liveSinks } = settings;
  const signal = AbortSignal.timeout(timeoutMs);
  for (const folder of ownFolders(manager)) {
    const lock =
      listPending(manager, folder).length === 0
        ? undefined
        : await waitForLock(platform, folder, LOCK_WAIT_MS);
    if (lock === undefined) continue;
    await askDue({ platform, folder, liveSinks, signal, byHand: true }).finally(lock.release);
  }
  return ownFolders(manager).flatMap((folder) => listPending(manager, folder).map(describeRequest));
}

/** @internal The letter is the user's affair now: here, only that there was one is kept. */
export function noteOpened(
  manager: Manager,
  { name, place, askedAt }: RequestStatus,
): Promise<Answer<object>> {
  const { platform } = manager;
  const folders = ownFolders(manager);
  const isIt = (one: ErasureRequest): boolean =>
    one.name === name && one.place === place && one.askedAt === askedAt && one.state === 'prepared';
  return withLocks(manager, folders, async () => {
    for (const folder of folders) {
      const read = readRequests(platform, folder);
      if (read.kind !== 'read' || !read.requests.some(isIt)) continue;
      const opened = { state: 'opened', ids: [], settledAt: platform.now() } as const;
      writeRequests(
        platform,
        folder,
        read.requests.map((one) => (isIt(one) ? { ...one, ...opened } : one)),
      );
    }
    return { ok: true };
  });
}

/** @internal Does it under the locks of all folders: a courier at work would write anew what is erased. */
export async function withLocks<Data>(
  { platform }: Manager,
  folders: readonly string[],
  body: () => Promise<Answer<Data>>,
): Promise<Answer<Data>> {
  const locks: CourierLock[] = [];
  try {
    for (const folder of folders) {
      const lock = await waitForLock(platform, folder, LOCK_WAIT_MS);
      if (lock === undefined)
        return fail(
          EXIT.no,
          `Something is being sent right now, so ${folder} was not erased. Try again in a minute.`,
        );
      locks.push(lock);
    }
    return await body();
  } finally {
    for (const lock of locks) lock.release();
  }
}

function listPending({ platform }: Manager, folder: string): readonly ErasureRequest[] {
  const read = readRequests(platform, folder);
  return read.kind === 'read' ? read.requests.filter(isPending) : [];
}
