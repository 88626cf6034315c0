import { describeError } from '../errors.ts';
import type { Logger } from '../logger.ts';

/** Of the time, at most one part in so many goes to remaking rollups that nobody has asked for. */
const DUTY = 10;

/** Weeks change with every load under way; below this nobody would notice that they were remade. */
const MIN_PAUSE_MS = 5_000;

/** Remakes rollups while there is nothing to load, so that a report finds little left to do. */
export function createBackgroundRefresh(
  refresh: () => Promise<unknown>,
  { now, logger }: { readonly now: () => number; readonly logger: Logger },
): () => Promise<void> {
  let notBefore = 0;
  return async () => {
    const started = now();
    if (started < notBefore) return;
    try {
      await refresh();
    } catch (error) {
      logger('warn', 'The rollups could not be remade; the next report tries again.', {
        error: describeError(error),
      });
    }
    const ended = now();
    notBefore = ended + Math.max(MIN_PAUSE_MS, (ended - started) * DUTY);
  };
}
