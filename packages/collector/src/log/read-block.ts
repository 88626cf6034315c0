import { open, type FileHandle } from 'node:fs/promises';
import { BLOCK_BYTES } from '../limits.ts';
import { readFrame, skipDamage, type Frame, type FrameKind } from './frame.ts';
import { readSegmentHeader, SEGMENT_HEADER_BYTES, segmentPath } from './segment.ts';

/** Bytes of a segment in which no frame was found. */
export type Damage = { readonly from: number; readonly to: number };

/** A stretch of one segment, read for the store. */
export type Block = {
  readonly segment: number;
  readonly from: number;
  readonly end: number;
  /** The columns that the rows have; undefined when the whole segment is unreadable. */
  readonly rowFormat: number | undefined;
  readonly frames: readonly Frame[];
  readonly damage: readonly Damage[];
};

/** Which stretch to read. */
export type BlockRequest = {
  readonly segment: number;
  readonly from: number;
  /** Where the durable part of the segment ends; the end of the file when the segment is complete. */
  readonly durableEnd?: number | undefined;
  /** At most about so many bytes. @default BLOCK_BYTES */
  readonly maxBytes?: number | undefined;
};

/** Reads the next frames of a segment. The block is empty (`end === from`) when nothing is left. */
export async function readBlock(folder: string, request: BlockRequest): Promise<Block> {
  const { segment, from, maxBytes = BLOCK_BYTES } = request;
  const file = await open(segmentPath(folder, segment), 'r');
  try {
    const available = request.durableEnd ?? (await file.stat()).size;
    const header = readSegmentHeader(await readRange(file, 0, Math.min(SEGMENT_HEADER_BYTES, available)));
    if (header === undefined) {
      const damage = available > from ? [{ from, to: available }] : [];
      return { segment, from, end: Math.max(from, available), rowFormat: undefined, frames: [], damage };
    }
    const start = Math.max(from, SEGMENT_HEADER_BYTES);
    for (let size = maxBytes; ;) {
      const end = Math.min(start + size, available);
      const bytes = await readRange(file, start, end);
      const collected = collectFrames(bytes, { salt: header.salt, isLast: end >= available });
      if (collected.needs === undefined) {
        const damage = collected.damage.map(({ from, to }) => ({ from: start + from, to: start + to }));
        return {
          segment,
          from,
          end: Math.max(from, start + collected.end),
          rowFormat: header.format,
          frames: collected.frames,
          damage,
        };
      }
      size = start + collected.needs <= available ? collected.needs : available - start;
    }
  } finally {
    await file.close();
  }
}

/** All rows of one kind in a block, as one run of bytes, and how many they are. */
export function rowsOf(block: Block, kind: FrameKind): { readonly rows: Buffer; readonly count: number } {
  const frames = block.frames.filter((frame) => frame.kind === kind);
  const count = frames.reduce((sum, frame) => sum + frame.rows, 0);
  return { rows: Buffer.concat(frames.map((frame) => frame.payload)), count };
}

type Collected = { frames: Frame[]; damage: Damage[]; end: number; needs: number | undefined };

/**
 * Takes whole frames from the front of `bytes`. Damage is only judged with the rest of the segment in hand
 * (`isLast`): with less, a sound frame that crosses the end of these bytes would be thrown away with it.
 */
function collectFrames(bytes: Buffer, options: { salt: number; isLast: boolean }): Collected {
  const { salt, isLast } = options;
  const result: Collected = { frames: [], damage: [], end: 0, needs: undefined };
  while (result.end < bytes.length) {
    const read = readFrame(bytes, result.end, salt);
    if (read.found !== 'frame' && !isLast) {
      if (result.end === 0) result.needs = read.found === 'cut' ? read.needs : Number.MAX_SAFE_INTEGER;
      return result;
    }
    const found = read.found === 'cut' ? skipDamage(bytes, result.end, salt) : read;
    if (found.found === 'frame') result.frames.push(found);
    else result.damage.push({ from: result.end, to: found.end });
    result.end = found.end;
  }
  return result;
}

async function readRange(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.max(0, to - from));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
