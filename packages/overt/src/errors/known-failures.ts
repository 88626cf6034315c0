import type { Platform } from '../platform/platform.ts';
import { isObject, listCauses } from './read-error.ts';

/** What was recorded of a failure: its event, and what is known of the command. */
export type Recorded = {
  /** If another one than this recorded it: a thread (errors/told-by-worker.ts). */
  readonly run?: string;
  readonly seq: number;
  readonly name: string;
  readonly command?: string | undefined;
};

const MAX_CAUSES = 8;
/** From a throw in a command to the moment at which nobody has caught it. */
const SAME_VALUE_MS = 1000;

/** Which failures have been told of: an error passes through several hands, and is wrapped in others on its way. */
export class KnownFailures {
  readonly #platform: Platform;
  readonly #known = new WeakMap<object, Recorded>();
  /** What is thrown and no object cannot be told apart from its like, but for a moment. */
  #lastValue:
    | { readonly value: unknown; readonly elapsedMs: number; readonly recorded: Recorded }
    | undefined;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** What was recorded of what was thrown, or of what it was thrown because of. */
  find(error: unknown): Recorded | undefined {
    if (!isObject(error)) return this.#findValue(error);
    for (const cause of listCauses(error, MAX_CAUSES)) {
      const recorded = isObject(cause) ? this.#known.get(cause) : undefined;
      if (recorded !== undefined) return recorded;
    }
    return undefined;
  }

  remember(error: unknown, recorded: Recorded): void {
    if (!isObject(error)) this.#lastValue = { value: error, elapsedMs: this.#platform.elapsed(), recorded };
    else
      for (const cause of listCauses(error, MAX_CAUSES))
        if (isObject(cause)) this.#known.set(cause, recorded);
  }

  #findValue(value: unknown): Recorded | undefined {
    const last = this.#lastValue;
    if (last === undefined || !Object.is(last.value, value)) return undefined;
    return this.#platform.elapsed() - last.elapsedMs < SAME_VALUE_MS ? last.recorded : undefined;
  }
}
