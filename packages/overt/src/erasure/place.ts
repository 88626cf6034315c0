import type { SinkDescriptor } from '../sinks/descriptor.ts';
import { placeOf, placeOfOwn, type SinkPlace } from '../sinks/place-of.ts';
import type { Sink } from '../sinks/sink.ts';
import { wayOf, wayOfOwn, type Way } from './way.ts';

/** Where data may go, and how it can be erased there. */
export type KnownPlace = SinkPlace & { readonly way: Way };

/** A place that data of this installation may have reached. */
export type Place = KnownPlace & {
  /** In milliseconds since the epoch, to a day. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The ids that were sent there, install ids and those of machines. */
  readonly ids: readonly string[];
};

const DAY_MS = 24 * 60 * 60 * 1000;

export function knownPlace(sink: SinkDescriptor): KnownPlace {
  return { ...placeOf(sink), way: wayOf(sink) };
}

export function knownPlaceOfOwn(sink: Sink): KnownPlace {
  return { ...placeOfOwn(sink), way: wayOfOwn(sink) };
}

/** The name alone may be given to another place in a later version of the tool. */
export function isSamePlace(one: SinkPlace, other: SinkPlace): boolean {
  return one.name === other.name && one.place === other.place;
}

/** Adds what is about to be sent to a place, or answers undefined where nothing would change. */
export function addToPlaces(
  places: readonly Place[],
  known: KnownPlace,
  { ids, now }: { readonly ids: readonly string[]; readonly now: number },
): readonly Place[] | undefined {
  const found = places.find((place) => isSamePlace(place, known));
  if (found === undefined) return [...places, { ...known, firstAt: now, lastAt: now, ids: unique(ids) }];
  const isNew = ids.some((id) => !found.ids.includes(id));
  const isStale = Math.abs(now - found.lastAt) > DAY_MS || !isSameWay(found.way, known.way);
  if (!isNew && !isStale) return undefined;
  const next = { ...found, ...known, lastAt: now, ids: unique([...found.ids, ...ids]) };
  return places.map((place) => (place === found ? next : place));
}

/** Several lists of places as one. The latest word on how to ask counts. */
export function mergePlaces(lists: readonly (readonly Place[])[]): readonly Place[] {
  const merged: Place[] = [];
  for (const place of lists.flat()) {
    const index = merged.findIndex((other) => isSamePlace(other, place));
    const other = merged[index];
    if (other === undefined) merged.push(place);
    else merged[index] = mergeTwo(other, place);
  }
  return merged;
}

function mergeTwo(one: Place, other: Place): Place {
  const latest = one.lastAt > other.lastAt ? one : other;
  const firstAt = Math.min(one.firstAt, other.firstAt);
  return { ...latest, firstAt, ids: unique([...one.ids, ...other.ids]) };
}

function isSameWay(one: Way, other: Way): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}
