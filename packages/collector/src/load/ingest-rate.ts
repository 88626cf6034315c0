import { BUSY_BYTES_PER_SECOND } from '../limits.ts';

/** How much is coming in. */
export type IngestRate = {
  readonly add: (bytes: number) => void;
  /** Whether more comes in than a machine of two cores takes while it loads blocks at the same time. */
  readonly isBusy: () => boolean;
};

/** Two of these windows are looked at: the one that runs and the one before. */
const WINDOW_MS = 500;

/** `now` is a clock that never goes back, in milliseconds. */
export function createIngestRate(now: () => number): IngestRate {
  let [window, current, before] = [0, 0, 0];
  return {
    add(bytes) {
      turn();
      current += bytes;
    },
    isBusy() {
      turn();
      return ((current + before) * 1000) / (2 * WINDOW_MS) > BUSY_BYTES_PER_SECOND;
    },
  };

  function turn(): void {
    const latest = Math.floor(now() / WINDOW_MS);
    if (latest === window) return;
    before = latest === window + 1 ? current : 0;
    [window, current] = [latest, 0];
  }
}
