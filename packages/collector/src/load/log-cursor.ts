import { rm } from 'node:fs/promises';
import { systemErrorCode } from '../errors.ts';
import { writeCheckpoint, type Checkpoint } from '../log/checkpoint.ts';
import type { LogPosition } from '../log/segment-appender.ts';
import { readBlock, type Block } from '../log/read-block.ts';
import { listSegments, segmentPath } from '../log/segment.ts';
import type { Logger } from '../logger.ts';

/** Where the loader is in the log. */
export type LogCursor = {
  /** Loads the next block; answers how many bytes of the log that were, 0 when nothing is left. Rejects to be tried again. */
  readonly loadNext: () => Promise<number>;
  /** Everything before this place is in the store. */
  readonly position: () => LogPosition;
};

export type LogCursorOptions = {
  readonly folder: string;
  readonly start: Checkpoint;
  readonly durable: () => LogPosition;
  /** Brings a block into the store; rejects to be tried again. */
  readonly store: (block: Block) => Promise<void>;
  readonly logger: Logger;
};

/**
 * The order here is what makes a crash at any point harmless: note which block goes, store it, note that it is there,
 * and only then delete its segment. A block that is stored twice carries the same name and the same event ids.
 */
export function createLogCursor(options: LogCursorOptions): LogCursor {
  const { folder, durable, store, logger } = options;
  let at: Checkpoint = options.start;

  return {
    position: () => ({ segment: at.segment, offset: at.offset }),
    async loadNext() {
      for (;;) {
        const active = durable();
        const block = await readNext(active);
        if (block !== undefined && block.end > at.offset) return load(block);
        if (at.segment >= active.segment) return 0;
        await leaveSegment(active);
      }
    },
  };

  async function readNext(active: LogPosition): Promise<Block | undefined> {
    const { segment, offset, until } = at;
    if (segment > active.segment) return undefined;
    const durableEnd = segment === active.segment ? active.offset : undefined;
    if (durableEnd !== undefined && durableEnd <= offset) return undefined;
    // A block that was on its way when the last process died goes again with the same borders.
    const maxBytes = until === undefined ? undefined : until - offset;
    try {
      return await readBlock(folder, { segment, from: offset, durableEnd: until ?? durableEnd, maxBytes });
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async function load(block: Block): Promise<number> {
    const { segment, from, end } = block;
    at = { segment, offset: from, until: end };
    await writeCheckpoint(folder, at);
    for (const { from, to } of block.damage) {
      logger('error', 'A part of the log cannot be read and is left out.', { segment, from, to });
    }
    await store(block);
    at = { segment, offset: end };
    await writeCheckpoint(folder, at);
    return end - from;
  }

  /** The segment is complete and all of it is stored. */
  async function leaveSegment(active: LogPosition): Promise<void> {
    const left = at.segment;
    const next = (await listSegments(folder)).find((number) => number > left);
    at = { segment: Math.min(next ?? active.segment, active.segment), offset: 0 };
    await writeCheckpoint(folder, at);
    await rm(segmentPath(folder, left), { force: true });
  }
}
