import { describeError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { toAnswer, type LoweringAnswer } from './lowering.ts';
import { loweringFileMark, readLowerings, type Lowerings } from './lowering-file.ts';

/** What the clients of a project are asked for now; null when that is nothing. */
export type LoweringBoard = (project: string) => LoweringAnswer | null;

/** The file is looked at as often: an answer must not cost a look at the disk. */
const RECHECK_MS = 1_000;

/** Follows `lowering.json`, so that the command takes effect without a restart. A file that is wrong asks for nothing. */
export function createLoweringBoard(
  folder: string,
  { logger, now }: { readonly logger: Logger; readonly now: () => number },
): LoweringBoard {
  let lowerings: Lowerings = {};
  let mark: string | undefined;
  let checkedMs = Number.NEGATIVE_INFINITY;
  return (project) => {
    if (Math.abs(now() - checkedMs) >= RECHECK_MS) look();
    const lowering = Object.hasOwn(lowerings, project) ? lowerings[project] : undefined;
    return (lowering && toAnswer(lowering, now())) ?? null;
  };

  function look(): void {
    checkedMs = now();
    const found = loweringFileMark(folder);
    if (found === mark) return;
    mark = found;
    try {
      lowerings = readLowerings(folder, now());
    } catch (error) {
      lowerings = {};
      logger('warn', 'Clients are asked for nothing.', { error: describeError(error) });
    }
  }
}
