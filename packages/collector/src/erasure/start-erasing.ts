import { ERASER_EVERY_MS } from '../limits.ts';
import type { Logger } from '../logger.ts';
import type { Store } from '../store/store.ts';
import { createFileCleaner, type FileCleanerParts } from './clean-files.ts';
import type { DropCount } from './drop-count.ts';
import { eraseWhatIsAsked } from './eraser.ts';
import type { Erasure } from './erasure.ts';
import { runRounds, type Rounds } from './run-rounds.ts';

export type ErasingParts = Omit<FileCleanerParts, 'erased' | 'onDropped'> & {
  readonly store: Store;
  readonly erasure: Erasure;
  readonly dropped: DropCount;
  readonly logger: Logger;
};

/** Carries out requests for deletion in the background. */
export function startErasing({ store, erasure, dropped, logger, ...files }: ErasingParts): Rounds {
  const { erased, learn } = erasure;
  const cleaner = createFileCleaner({ ...files, erased, onDropped: dropped.add });
  const parts = {
    store,
    collector: files.folder.id,
    learn,
    cleanFiles: cleaner.clean,
    takeDropped: dropped.take,
    logger,
  };
  let hasLooked = false;
  return runRounds(
    async (isClosing) => {
      if (!hasLooked) {
        // What others on the store have erased while this collector was away may be set aside here.
        await learn();
        await cleaner.cleanQuarantine();
        hasLooked = true;
      }
      await eraseWhatIsAsked(parts, isClosing);
    },
    { everyMs: ERASER_EVERY_MS, logger },
  );
}
