import { BLOCK_BYTES, LAG_CHECK_MS, MAX_BLOCK_AGE_MS, MAX_LAG_BYTES, STORE_RETRY_MS } from '../limits.ts';
import type { LogPosition } from '../log/segment-appender.ts';
import type { Logger } from '../logger.ts';
import { createIngestRate } from './ingest-rate.ts';
import type { LogCursor } from './log-cursor.ts';

export type LoaderOptions = {
  readonly cursor: LogCursor;
  readonly durable: () => LogPosition;
  readonly logger: Logger;
  /** Bytes in the log at the start. */
  readonly backlogBytes: number;
  /** Runs when nothing is left to load for now. */
  readonly onIdle: () => Promise<void>;
};

type Waiter = { readonly target: LogPosition; readonly settle: (isLoaded: boolean) => void };

/**
 * Moves the log into the store, in the background: one loop, so blocks reach the store one at a time and in the order
 * of the log. A block leaves when it is full, when its oldest row is MAX_BLOCK_AGE_MS old, or when somebody waits for
 * it: few large inserts is what ClickHouse wants. While requests keep the processor busy it waits, up to MAX_LAG_BYTES.
 */
export class Loader {
  readonly #options: LoaderOptions;
  readonly #running: Promise<void>;
  #backlog: number;
  #isDue: boolean;
  #isClosing = false;
  #failures = 0;
  #waiters: Waiter[] = [];
  #wake: (() => void) | undefined;
  #ageTimer: NodeJS.Timeout | undefined;
  readonly #rate = createIngestRate(() => performance.now());

  constructor(options: LoaderOptions) {
    this.#options = options;
    this.#backlog = options.backlogBytes;
    this.#isDue = this.#backlog > 0;
    this.#running = this.#run();
  }

  /** Bytes of the log that are not in the store. */
  get backlogBytes(): number {
    return this.#backlog;
  }

  /** Whether the last attempt failed. */
  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Tells that so many more bytes of the log are durable. */
  notify(bytes: number): void {
    this.#backlog += bytes;
    this.#rate.add(bytes);
    this.#startAgeTimer();
    if (this.#backlog >= BLOCK_BYTES) this.#wakeUnlessFailing();
  }

  /** Loads all that is durable now; answers false when the store did not take it within `timeoutMs`. */
  flush(timeoutMs: number): Promise<boolean> {
    if (this.#isClosing) return Promise.resolve(this.#isAt(this.#options.durable()));
    return new Promise((resolve) => {
      const timer = setTimeout(() => waiter.settle(false), timeoutMs);
      const waiter: Waiter = {
        target: this.#options.durable(),
        settle: (isLoaded) => {
          clearTimeout(timer);
          this.#waiters = this.#waiters.filter((other) => other !== waiter);
          resolve(isLoaded);
        },
      };
      this.#waiters.push(waiter);
      this.#settleWaiters();
      this.#wake?.();
    });
  }

  /** Stops after the block that is on its way. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#wake?.();
    await this.#running;
    clearTimeout(this.#ageTimer);
    for (const waiter of this.#waiters) waiter.settle(false);
  }

  async #run(): Promise<void> {
    let isRested = false;
    while (!this.#isClosing) {
      if (this.#hasWork() && this.#mayWait()) {
        await this.#sleep(LAG_CHECK_MS);
      } else if (this.#hasWork()) {
        await this.#loadOnce();
        isRested = false;
      } else if (isRested) {
        // Between looking for work and falling asleep nothing else runs, so no wake-up is missed.
        await this.#sleep();
        isRested = false;
      } else {
        await this.#options.onIdle();
        isRested = true;
      }
    }
  }

  #hasWork(): boolean {
    return this.#backlog >= BLOCK_BYTES || this.#isDue || this.#waiters.length > 0;
  }

  #mayWait(): boolean {
    return this.#waiters.length === 0 && this.#backlog < MAX_LAG_BYTES && this.#rate.isBusy();
  }

  async #loadOnce(): Promise<void> {
    try {
      const loaded = await this.#options.cursor.loadNext();
      this.#failures = 0;
      this.#backlog = this.#isAt(this.#options.durable()) ? 0 : Math.max(0, this.#backlog - loaded);
      if (this.#backlog < BLOCK_BYTES) this.#isDue = false;
      if (this.#backlog > 0) this.#startAgeTimer();
      this.#settleWaiters();
    } catch (error) {
      this.#failures += 1;
      const waitMs = Math.min(STORE_RETRY_MS.last, STORE_RETRY_MS.first * 2 ** (this.#failures - 1));
      const message = 'The store did not take a block; the log keeps it.';
      this.#options.logger('error', message, { error: String(error), waitMs });
      await this.#sleep(waitMs);
    }
  }

  #settleWaiters(): void {
    for (const waiter of this.#waiters) {
      if (this.#isAt(waiter.target)) waiter.settle(true);
    }
  }

  /** Whether the store has everything before `place`. */
  #isAt(place: LogPosition): boolean {
    const { segment, offset } = this.#options.cursor.position();
    return segment > place.segment || (segment === place.segment && offset >= place.offset);
  }

  #startAgeTimer(): void {
    this.#ageTimer ??= setTimeout(() => {
      this.#ageTimer = undefined;
      this.#isDue = true;
      this.#wakeUnlessFailing();
    }, MAX_BLOCK_AGE_MS);
  }

  /** New rows do not shorten the wait after a failure; a flush and a close do. */
  #wakeUnlessFailing(): void {
    if (this.#failures === 0) this.#wake?.();
  }

  async #sleep(ms?: number): Promise<void> {
    if (this.#isClosing) return;
    await new Promise<void>((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
