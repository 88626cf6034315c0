/** A clock that stands still until it is moved. */
export type FixedClock = {
  readonly now: () => number;
  readonly elapsed: () => number;
  /** Moves both readings on. */
  readonly advance: (ms: number) => void;
  /** Sets the time of day only, as a person or a time server does: it may go back. */
  readonly set: (epochMs: number) => void;
};

/** Makes a clock for tests. */
export function fixedClock(startMs: number = Date.UTC(2026, 0, 1)): FixedClock {
  let time = startMs;
  let elapsedMs = 0;
  return {
    now: () => time,
    elapsed: () => elapsedMs,
    advance: (ms) => {
      time += ms;
      elapsedMs += ms;
    },
    set: (epochMs) => {
      time = epochMs;
    },
  };
}
