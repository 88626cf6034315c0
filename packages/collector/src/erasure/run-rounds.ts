import { describeError } from '../errors.ts';
import type { Logger } from '../logger.ts';

/** A loop in the background. */
export type Rounds = {
  readonly wake: () => void;
  /** Begins no further round; resolves when the last one has ended. */
  readonly close: () => Promise<void>;
};

/** Runs rounds: when it is woken, and every so often for what other collectors on the store were asked. */
export function runRounds(
  round: (isClosing: () => boolean) => Promise<unknown>,
  { everyMs, logger }: { readonly everyMs: number; readonly logger: Logger },
): Rounds {
  const state = { isClosing: false, isDue: false };
  let stopWaiting: (() => void) | undefined;
  const running = run();
  return {
    wake() {
      state.isDue = true;
      stopWaiting?.();
    },
    async close() {
      state.isClosing = true;
      stopWaiting?.();
      await running;
    },
  };

  async function run(): Promise<void> {
    while (!state.isClosing) {
      state.isDue = false;
      try {
        await round(() => state.isClosing);
      } catch (error) {
        if (state.isClosing) return;
        logger('warn', 'Requests for deletion could not be carried out; they are tried again.', {
          error: describeError(error),
        });
      }
      if (!state.isDue && !state.isClosing) await sleep();
    }
  }

  function sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      timer.unref();
      stopWaiting = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
