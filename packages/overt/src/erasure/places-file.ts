import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { readForSure, removeFile, replaceWithFile } from '../spool/private-file.ts';
import { listNames } from '../spool/read-waiting.ts';
import { mergePlaces, type Place } from './place.ts';

/**
 * The file that names each place that data of this installation may have reached. It outlives what was sent, the choice and
 * the ids, and goes when all of those places have been asked. What holds the courier's lock writes `places.json`;
 * what sends by hand, without the lock, a file of its own beside it.
 */
export const PLACES_FILE = 'places.json';

const PLACES_FORMAT = 1;

/** All that is known, of all of these files. */
export function readPlaces(
  platform: Platform,
  folder: string,
  files = listPlaceFiles(platform, folder),
): readonly Place[] {
  return mergePlaces(files.map((name) => readFile(platform, folder, name) ?? []));
}

/** Whether a later version of Overt keeps the file: then this one writes another beside it. */
export function isForeign(platform: Platform, folder: string): boolean {
  return readFile(platform, folder, PLACES_FILE) === undefined;
}

export function writePlaces(
  platform: Platform,
  [folder, name]: readonly [string, string],
  places: readonly Place[],
): void {
  const path = join(folder, name);
  if (places.length === 0) removeFile(platform, path);
  else replaceWithFile(platform, path, JSON.stringify({ format: PLACES_FORMAT, places }));
}

/** All of them, and drafts of processes that died. */
export function removePlaces(platform: Platform, folder: string): void {
  for (const name of listNames(platform, folder)) {
    if (name.startsWith('places')) removeFile(platform, join(folder, name));
  }
}

export function listPlaceFiles(platform: Platform, folder: string): string[] {
  return listNames(platform, folder).filter((name) => /^places(-\w+)?\.json$/.test(name));
}

/** Undefined where the file is of a later format. One that is damaged says nothing. */
function readFile(platform: Platform, folder: string, name: string): readonly Place[] | undefined {
  const read = readForSure(platform, join(folder, name));
  if (read.kind !== 'read') return [];
  try {
    const { format, places } = JSON.parse(read.text) as { format?: unknown; places?: unknown };
    if (Number(format) > PLACES_FORMAT) return undefined;
    return Array.isArray(places) ? places.filter(isPlace) : [];
  } catch {
    return [];
  }
}

function isPlace(value: unknown): value is Place {
  const { name, kind, place, way, ids, firstAt, lastAt } = (value ?? {}) as Record<string, unknown>;
  const isTold = [name, kind, place].every((text) => typeof text === 'string');
  const hasTimes = [firstAt, lastAt].every((time) => Number.isFinite(time));
  const hasIds = Array.isArray(ids) && ids.every((id) => typeof id === 'string');
  return isTold && hasTimes && hasIds && typeof (way as { kind?: unknown } | null)?.kind === 'string';
}
