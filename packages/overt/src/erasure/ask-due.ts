import { isDoNotTrack } from '../consent/resolve.ts';
import { readDebugMode, sayIfLogging } from '../debug/debug.ts';
import { isNetworkForbidden } from '../environment/network.ts';
import { attempt } from '../platform/attempt.ts';
import { allowManyListeners } from '../platform/many-listeners.ts';
import type { Platform } from '../platform/platform.ts';
import type { Sink } from '../sinks/sink.ts';
import { ask, canAsk } from './ask.ts';
import { ageRequest, isDue, isPending, settle, type ErasureRequest } from './request.ts';
import { readRequests, writeRequests } from './requests-file.ts';

/** Where requests are kept, and who asks. */
export type AskSource = {
  readonly platform: Platform;
  readonly folder: string;
  readonly liveSinks?: readonly Sink[] | undefined;
  readonly signal: AbortSignal;
  /** Whether the user waits for it: then it is tried also before its time, and with DO_NOT_TRACK. */
  readonly byHand?: boolean | undefined;
};

/**
 * Makes the requests of a state folder that are due. Consent is not looked at: they are the user's own will. To be called
 * under the courier's lock, so that none is made twice at once. Answers what became of all of them. Never rejects.
 */
export async function askDue(source: AskSource): Promise<readonly ErasureRequest[]> {
  const { platform, folder, liveSinks = [], signal, byHand = false } = source;
  const read = attempt(() => readRequests(platform, folder));
  if (read?.kind !== 'read' || read.requests.length === 0) return [];
  let requests = age(platform, read.requests);
  const save = (next: readonly ErasureRequest[]): void => {
    requests = next;
    // On a full disk it is asked again.
    attempt(() => writeRequests(platform, folder, requests));
  };
  if (requests.length < read.requests.length || requests.some((one) => !read.requests.includes(one)))
    save(requests);
  if (!mayAsk(platform, byHand)) return requests;
  allowManyListeners(platform, signal);
  const wanted = requests.filter(
    (one) => canAsk({ liveSinks }, one) && (byHand ? isPending(one) : isDue(one, platform.now())),
  );
  const makeOne = async (request: ErasureRequest): Promise<void> => {
    const asked = await ask({ platform, liveSinks, signal }, request);
    // That our own time is over is nobody's failure.
    if (signal.aborted && asked.kind === 'failed') return;
    const why = asked.reason === undefined ? '' : `, ${asked.reason}`;
    sayIfLogging(platform, `courier: asked ${request.name} to erase data: ${asked.kind}${why}`);
    const next = settle(request, asked, [platform.now(), platform.random()]);
    save(requests.map((one) => (one === request ? next : one)));
  };
  await Promise.all(wanted.map(makeOne));
  return requests;
}

/**
 * DO_NOT_TRACK keeps all from leaving but what a person asks for just now. Where each connection fails, and where somebody wants
 * to be shown things only (OVERT_DEBUG), nobody is asked.
 */
function mayAsk(platform: Platform, byHand: boolean): boolean {
  const { env } = platform;
  if (isNetworkForbidden(env) || readDebugMode(platform)?.kind === 'show') return false;
  return byHand || !isDoNotTrack(env);
}

function age(platform: Platform, requests: readonly ErasureRequest[]): readonly ErasureRequest[] {
  return requests.flatMap((request) => ageRequest(request, platform.now()) ?? []);
}
