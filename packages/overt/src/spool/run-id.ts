import type { Platform } from '../platform/platform.ts';
import { isMadeOf } from '../platform/text.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A ULID: ten characters of time and sixteen of randomness, so that names sort by age. Not from `node:crypto`, which
 * costs a CLI 4 to 8 ms to load: an id must be unique, not unguessable, and Node seeds its generator per process
 * from the system's entropy.
 */
export function createRunId({ now, random }: Pick<Platform, 'now' | 'random'>): string {
  let time = Math.max(0, Math.floor(now()));
  let id = '';
  for (let position = 0; position < 10; position += 1) {
    id = ALPHABET.charAt(time % 32) + id;
    time = Math.floor(time / 32);
  }
  while (id.length < 26) id += ALPHABET.charAt(Math.floor(random() * 32));
  return id;
}

/** When a run began, in milliseconds since the epoch, as its id says. */
export function timeOfRun(run: string): number {
  let time = 0;
  for (const digit of run.slice(0, 10)) time = time * 32 + ALPHABET.indexOf(digit);
  return time;
}

export function isRunId(value: unknown): value is string {
  return isMadeOf(value, ALPHABET, 26) && value.length === 26;
}
