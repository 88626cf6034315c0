import { attempt } from '../platform/attempt.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import type { Batch, SendResult, Sink } from '../sinks/sink.ts';
import { removeFile } from '../spool/private-file.ts';
import { createRunId } from '../spool/run-id.ts';
import { addToPlaces, isSamePlace, unique, type KnownPlace, type Place } from './place.ts';
import { isForeign, listPlaceFiles, PLACES_FILE, readPlaces, writePlaces } from './places-file.ts';

/** Notes what is about to be sent to a place, and answers what takes the note back. Throws where nothing can be kept. */
export type NotePlace = (known: KnownPlace, ids: readonly string[]) => () => void;

/**
 * For who holds the courier's lock: one file, which takes in what was noted by hand. It is read when something is first sent, and
 * written only when a place, an id or the way to ask is new.
 */
export function openPlaces(platform: Platform, folder: string): NotePlace {
  let places: readonly Place[] | undefined;
  let name = PLACES_FILE;
  return (known, ids) => {
    places ??= takeIn();
    const before = places;
    const next = addToPlaces(before, known, { ids, now: platform.now() });
    if (next === undefined) return () => {};
    save(next);
    // Of several sinks that are sent to at once, the notes of the others stay.
    return () => save(takeBack(places ?? [], before, [known, ids]));
  };

  function save(next: readonly Place[]): void {
    writePlaces(platform, [folder, name], next);
    places = next;
  }

  function takeIn(): readonly Place[] {
    // Listed once: what is noted by hand meanwhile has not been read, and stays.
    const files = listPlaceFiles(platform, folder);
    const all = readPlaces(platform, folder, files);
    if (isForeign(platform, folder)) name = `places-${createRunId(platform)}.json`;
    const others = files.filter((file) => file !== PLACES_FILE);
    if (others.length === 0 || name !== PLACES_FILE) return all;
    writePlaces(platform, [folder, name], all);
    for (const file of others) removeFile(platform, join(folder, file));
    return all;
  }
}

/** For who sends by hand, without the lock: a file of its own, if there is something new to be said. */
export function notePlaceByHand(platform: Platform, folder: string): NotePlace {
  return (known, ids) => {
    const now = platform.now();
    if (addToPlaces(readPlaces(platform, folder), known, { ids, now }) === undefined) return () => {};
    const file = [folder, `places-${createRunId(platform)}.json`] as const;
    writePlaces(platform, file, [{ ...known, ids, firstAt: now, lastAt: now }]);
    return () => writePlaces(platform, file, []);
  };
}

/**
 * A sink that notes where it sends before it does: a process that dies, or an answer that is lost, leaves a place that may have
 * something, and it will be asked. Only what never had a connection has nothing.
 */
export function withPlace(note: NotePlace, known: KnownPlace, sink: Sink): Sink {
  // Events stay on the machine.
  if (known.kind === 'noop') return sink;
  const { name, filter } = sink;
  return {
    name,
    filter,
    send: async (batch, context) => {
      const takeNoteBack = tryToNote(note, known, batch);
      if (takeNoteBack === undefined) return NOT_NOTED;
      const result = await sink.send(batch, context);
      if (result.kind === 'retry' && result.unsent === true && (result.settled ?? 0) === 0)
        attempt(takeNoteBack);
      return result;
    },
  };
}

/** What cannot be noted (a full disk) could not be erased: it waits, like the account, which could not be written either. */
const NOT_NOTED: SendResult = { kind: 'retry', reason: 'place_not_noted', unsent: true };

function tryToNote(note: NotePlace, known: KnownPlace, { events }: Batch): (() => void) | undefined {
  const ids = events.flatMap(({ run }) => run.resource['install'] ?? []);
  try {
    return note(known, unique(ids));
  } catch {
    return undefined;
  }
}

/** Without what was not there before. */
function takeBack(
  places: readonly Place[],
  before: readonly Place[],
  [known, ids]: readonly [KnownPlace, readonly string[]],
): readonly Place[] {
  const old = before.find((place) => isSamePlace(place, known));
  const added = ids.filter((id) => old?.ids.includes(id) !== true);
  return places.flatMap((place) => {
    if (!isSamePlace(place, known)) return [place];
    return old === undefined
      ? []
      : [{ ...place, lastAt: old.lastAt, ids: place.ids.filter((id) => !added.includes(id)) }];
  });
}
