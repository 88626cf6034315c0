import { fits } from '../sinks/filter.ts';
import type { Resource } from '../spool/run-file.ts';
import type { SamplingOptions } from './sampling.ts';

/** What is drawn, or the number that is taken for drawn: 0 for what would be sent of anything that is sent at all. */
export type Draw = SamplingOptions['by'] | 0;

/** What a share is drawn by. */
export type Drawn = { readonly run: string; readonly resource: Resource };

/**
 * The number from 0 to 1 that belongs to a run, or to its installation: whatever share is asked for, of those below it all events
 * are sent. So a smaller share is always a part of a larger one, and whoever is asked twice answers the same.
 */
export function drawOf({ run, resource }: Drawn, by: Draw): number {
  if (by === 0) return 0;
  return unitOf((by === 'install' ? resource['install'] : undefined) ?? run);
}

/** The share for an event: that for its name, else the one for all. Reports of errors are not drawn unless somebody names them. */
export function rateOf(
  { rate = 1, events = {} }: Pick<SamplingOptions, 'rate' | 'events'>,
  { name, level }: { readonly name: string; readonly level?: string | undefined },
): number {
  const named = Object.keys(events)
    .filter((written) => fits(written, name))
    .toSorted((one, other) => other.length - one.length)[0];
  if (named !== undefined) return events[named] ?? 1;
  return level === 'errors' ? 1 : rate;
}

/** FNV-1a, stirred as MurmurHash3 does at its end: ids that differ in their last characters come to lie far apart. */
function unitOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
