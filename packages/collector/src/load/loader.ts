import { BLOCK_BYTES, MAX_BLOCK_AGE_MS, STORE_RETRY_MS } from '../limits.ts';
import type { LogPosition } from '../log/log-writer.ts';
import type { Logger } from '../logger.ts';
import type { LogCursor } from './log-cursor.ts';

/** Moves the log into the store, in the background. */
export type Loader = {
  /** Tells that so many more bytes of the log are durable. */
  readonly notify: (bytes: number) => void;
  /** Bytes of the log that are not in the store. */
  readonly backlogBytes: () => number;
  /** Loads all that is durable now; answers false when the store did not take it within `timeoutMs`. */
  readonly flush: (timeoutMs: number) => Promise<boolean>;
  /** Whether the last attempt failed. */
  readonly isFailing: () => boolean;
  /** Stops after the block that is on its way. */
  readonly close: () => Promise<void>;
};

export type LoaderOptions = {
  readonly cursor: LogCursor;
  readonly durable: () => LogPosition;
  readonly logger: Logger;
  /** Bytes in the log at the start. */
  readonly backlogBytes: number;
};

type Waiter = { readonly target: LogPosition; readonly settle: (isLoaded: boolean) => void };

/**
 * One loop, so blocks reach the store one at a time and in the order of the log. A block leaves when it is full, when
 * its oldest row is MAX_BLOCK_AGE_MS old, or when somebody waits for it: few large inserts is what ClickHouse wants.
 */
export function createLoader(options: LoaderOptions): Loader {
  const { cursor, durable, logger } = options;
  let backlog = options.backlogBytes;
  let isDue = backlog > 0;
  let isClosing = false;
  let failures = 0;
  let waiters: Waiter[] = [];
  let wake: (() => void) | undefined;
  let ageTimer: NodeJS.Timeout | undefined;
  const running = run();

  return {
    notify(bytes) {
      backlog += bytes;
      startAgeTimer();
      if (failures === 0 && backlog >= BLOCK_BYTES) wake?.();
    },
    backlogBytes: () => backlog,
    isFailing: () => failures > 0,
    flush(timeoutMs) {
      return new Promise((resolve) => {
        const timer = setTimeout(() => waiter.settle(false), timeoutMs);
        const waiter: Waiter = {
          target: durable(),
          settle(isLoaded) {
            clearTimeout(timer);
            waiters = waiters.filter((other) => other !== waiter);
            resolve(isLoaded);
          },
        };
        waiters.push(waiter);
        settleWaiters();
        wake?.();
      });
    },
    async close() {
      isClosing = true;
      wake?.();
      await running;
      clearTimeout(ageTimer);
      for (const waiter of waiters) waiter.settle(false);
    },
  };

  async function run(): Promise<void> {
    while (!isClosing) {
      if (backlog >= BLOCK_BYTES || isDue || waiters.length > 0) await loadOnce();
      else await sleep(undefined);
    }
  }

  async function loadOnce(): Promise<void> {
    try {
      const loaded = await cursor.loadNext();
      failures = 0;
      backlog = loaded === 0 ? 0 : Math.max(0, backlog - loaded);
      if (backlog < BLOCK_BYTES) isDue = false;
      if (backlog > 0) startAgeTimer();
      settleWaiters();
    } catch (error) {
      failures += 1;
      const waitMs = Math.min(STORE_RETRY_MS.last, STORE_RETRY_MS.first * 2 ** (failures - 1));
      logger('error', 'The store did not take a block; the log keeps it.', { error: String(error), waitMs });
      await sleep(waitMs);
    }
  }

  function settleWaiters(): void {
    const done = cursor.position();
    for (const waiter of waiters) {
      const { segment, offset } = waiter.target;
      if (done.segment > segment || (done.segment === segment && done.offset >= offset)) waiter.settle(true);
    }
  }

  function startAgeTimer(): void {
    ageTimer ??= setTimeout(() => {
      ageTimer = undefined;
      isDue = true;
      if (failures === 0) wake?.();
    }, MAX_BLOCK_AGE_MS);
  }

  async function sleep(ms: number | undefined): Promise<void> {
    if (isClosing) return;
    await new Promise<void>((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wake = undefined;
  }
}
