import { encodeFrameHeader, type Frame } from './frame.ts';
import { createSegment, SEGMENT_HEADER_BYTES, type OpenSegment } from './segment.ts';

/** A place in the log. */
export type LogPosition = { readonly segment: number; readonly offset: number };

/** Appends to the newest segment, and begins the next one when it is full. */
export type SegmentAppender = {
  /** Writes and syncs; answers how many bytes that were. */
  readonly append: (frames: readonly Frame[]) => Promise<number>;
  /** Everything before this place is durable; every segment before it is complete. */
  readonly position: () => LogPosition;
  /** Leaves the segment; the next append begins another. */
  readonly leave: () => Promise<void>;
};

export type SegmentAppenderOptions = {
  readonly folder: string;
  /** The number of the first segment to write: one that does not exist yet. */
  readonly firstSegment: number;
  readonly segmentBytes: number;
};

/** For one caller at a time. */
export function createSegmentAppender(options: SegmentAppenderOptions): SegmentAppender {
  let segment: OpenSegment | undefined;
  let size = 0;
  let nextSegment = options.firstSegment;

  return {
    async append(frames) {
      if (size >= options.segmentBytes) await leave();
      const { file, salt } = segment ?? (await begin());
      // One buffer and one write: the copy costs less than a hundred small pieces do.
      const bytes = Buffer.concat(frames.flatMap((frame) => [encodeFrameHeader(frame, salt), frame.payload]));
      for (let written = 0; written < bytes.length;) {
        const result = await file.write(bytes, written, bytes.length - written, size + written);
        written += result.bytesWritten;
      }
      await file.datasync();
      size += bytes.length;
      return bytes.length;
    },
    position: () =>
      segment === undefined ? { segment: nextSegment, offset: 0 } : { segment: segment.number, offset: size },
    leave,
  };

  async function begin(): Promise<OpenSegment> {
    try {
      segment = await createSegment(options.folder, nextSegment);
      size = SEGMENT_HEADER_BYTES;
      return segment;
    } finally {
      // Also when that failed: the file may be there all the same, and nobody would get past it. Not before, and in one turn
      // with `segment`: the loader takes each segment before `position` for complete, and deletes it.
      nextSegment += 1;
    }
  }

  async function leave(): Promise<void> {
    const left = segment;
    segment = undefined;
    size = 0;
    await left?.file.close().catch(() => undefined);
  }
}
