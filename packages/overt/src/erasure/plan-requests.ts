import type { ErasureRequest, RequestState } from './request.ts';
import { isSamePlace, unique, type Place } from './place.ts';
import type { Way } from './way.ts';

/** What a request for deletion is made from. */
export type RequestPlan = {
  readonly tool: string;
  readonly version: string;
  readonly places: readonly Place[];
  /** All ids of this installation that are known, of now and before. */
  readonly ids: readonly string[];
  /** What was asked before. */
  readonly asked: readonly ErasureRequest[];
  readonly now: number;
  /** A new name each time. */
  readonly createRun: () => string;
};

/**
 * The requests of before, and one for each place that may have something. What is not settled of before is asked once more
 * together with what is new, so that nothing is forgotten. Only computes.
 */
export function planRequests(plan: RequestPlan): readonly ErasureRequest[] {
  const { places, asked } = plan;
  const sent = new Set(places.flatMap(({ ids }) => ids));
  // Where an id was sent is noted. Of one without a note, anything may be true.
  const lost = plan.ids.filter((id) => !sent.has(id));
  const isNamed = (request: ErasureRequest): boolean => places.some((place) => isSamePlace(place, request));
  const revived = asked.filter((request) => !isNamed(request)).map((request) => revive(plan, request));
  const made = places.map((place) => {
    // More than one, where requests of several state folders come together.
    const open = asked.filter((request) => isSamePlace(place, request)).flatMap(({ ids }) => ids);
    return makeRequest(plan, place, unique([...open, ...place.ids, ...lost]));
  });
  // Proof of what was confirmed before stays.
  const proof = asked.filter((request) => isNamed(request) && request.ids.length === 0);
  return [...made, ...revived, ...proof];
}

function makeRequest(
  { tool, version, now, createRun }: RequestPlan,
  { name, kind, place, way }: Place,
  all: readonly string[],
): ErasureRequest {
  const state = stateOf(way, all);
  const settled = state === 'queued' ? {} : { settledAt: now };
  const why = all.length === 0 && way.kind !== 'none' ? { lastFailure: 'no_id' } : {};
  const ids = state === 'impossible' ? [] : all;
  const times = { askedAt: now, tries: 0, nextTryAt: now, ...settled };
  return { name, kind, place, way, tool, version, run: createRun(), ids, state, ...times, ...why };
}

/** What was given up, or waits for its time, is tried now. What is settled stays as it is. */
function revive({ now }: RequestPlan, request: ErasureRequest): ErasureRequest {
  const { state, ids } = request;
  if (ids.length === 0 || state === 'prepared') return request;
  return {
    ...request,
    state: state === 'expired' ? 'queued' : state,
    askedAt: now,
    nextTryAt: now,
    settledAt: undefined,
  };
}

function stateOf({ kind }: Way, ids: readonly string[]): RequestState {
  // What carries no id cannot be found by one.
  if (ids.length === 0 || kind === 'none' || kind === 'unknown') return 'impossible';
  return kind === 'email' ? 'prepared' : 'queued';
}
