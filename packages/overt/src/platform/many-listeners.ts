import { attempt } from './attempt.ts';
import type { Platform } from './platform.ts';

/** Lets any number of sinks listen to a signal: from the eleventh listener on, Node would print a warning into the tool's output. */
export function allowManyListeners({ builtin }: Pick<Platform, 'builtin'>, signal: AbortSignal): void {
  attempt(() => builtin('node:events').setMaxListeners(0, signal));
}
