import { mkdir, stat, truncate } from 'node:fs/promises';
import { RECENT_REPLAY_BYTES } from '../limits.ts';
import type { Logger } from '../logger.ts';
import { readCheckpoint, type Checkpoint } from './checkpoint.ts';
import type { Frame } from './frame.ts';
import { readBlock } from './read-block.ts';
import { listSegments, segmentPath } from './segment.ts';

/** What a start-up found in the log. */
export type RecoveredLog = {
  readonly segments: readonly { readonly number: number; readonly bytes: number }[];
  /** How far the log is in the store. */
  readonly checkpoint: Checkpoint;
  /** A number that no segment has, behind the checkpoint: segments that were loaded and deleted had numbers too. */
  readonly nextSegment: number;
};

/**
 * Looks at the log as the last process left it, and cuts off a frame that it did not finish: nobody was told that it is
 * durable. Hands the newest frames to `onFrame`, which remembers their events.
 */
export async function recoverLog(
  folder: string,
  onFrame: (frame: Frame) => void,
  logger: Logger,
): Promise<RecoveredLog> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const numbers = await listSegments(folder);
  const segments = await Promise.all(
    numbers.map(async (number) => ({ number, bytes: (await stat(segmentPath(folder, number))).size })),
  );
  const last = segments.at(-1);
  if (last !== undefined) {
    const bytes = await cutTornTail(folder, last.number, logger);
    segments[segments.length - 1] = { number: last.number, bytes };
  }
  await replayNewest(folder, segments, onFrame);
  const checkpoint = await readCheckpoint(folder);
  const afterCheckpoint = checkpoint.segment + (checkpoint.offset > 0 ? 1 : 0);
  return { segments, checkpoint, nextSegment: Math.max(1, (last?.number ?? 0) + 1, afterCheckpoint) };
}

/** Answers the size after the cut. Damage that is followed by a sound frame is no torn tail; the loader reports it. */
async function cutTornTail(folder: string, number: number, logger: Logger): Promise<number> {
  const block = await readBlock(folder, { segment: number, from: 0, maxBytes: Number.MAX_SAFE_INTEGER });
  const tail = block.damage.at(-1);
  if (tail === undefined || tail.to !== block.end) return block.end;
  await truncate(segmentPath(folder, number), tail.from);
  logger('warn', 'A frame at the end of the log was not finished and is cut off.', {
    segment: number,
    offset: tail.from,
    bytes: tail.to - tail.from,
  });
  return tail.from;
}

async function replayNewest(
  folder: string,
  segments: RecoveredLog['segments'],
  onFrame: (frame: Frame) => void,
): Promise<void> {
  let budget = RECENT_REPLAY_BYTES;
  const newest: number[] = [];
  for (const { number, bytes } of segments.toReversed()) {
    if (budget <= 0) break;
    newest.unshift(number);
    budget -= bytes;
  }
  for (const segment of newest) {
    for (let from = 0; ;) {
      const block = await readBlock(folder, { segment, from });
      if (block.end === from) break;
      for (const frame of block.frames) onFrame(frame);
      from = block.end;
    }
  }
}
