import { MAX_GROUP_BYTES, SEGMENT_BYTES } from '../limits.ts';
import { encodeFrameHeader, FRAME_HEADER_BYTES, type Frame } from './frame.ts';
import { createSegment, SEGMENT_HEADER_BYTES, type OpenSegment } from './segment.ts';

/** A place in the log. */
export type LogPosition = { readonly segment: number; readonly offset: number };

/** The one writer of the log. */
export type LogWriter = {
  /** Appends frames; resolves when they are durable, rejects when they are not known to be. */
  readonly append: (frames: readonly Frame[]) => Promise<void>;
  /** Everything before this place is durable. */
  readonly position: () => LogPosition;
  /** Waits for what was appended, then closes the segment. */
  readonly close: () => Promise<void>;
};

export type LogWriterOptions = {
  readonly folder: string;
  /** The number of the first segment to write: one that does not exist yet. */
  readonly firstSegment: number;
  readonly onDurable: (bytes: number) => void;
  /** @default SEGMENT_BYTES */
  readonly segmentBytes?: number;
};

type Waiting = {
  readonly frames: readonly Frame[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Group commit: while one group is being written and synced, requests gather for the next one. So the disk decides
 * how many requests share a sync, and a lone request waits for nobody.
 */
export function createLogWriter(options: LogWriterOptions): LogWriter {
  const { folder, onDurable, segmentBytes = SEGMENT_BYTES } = options;
  let waiting: Waiting[] = [];
  let segment: OpenSegment | undefined;
  let size = 0;
  let nextSegment = options.firstSegment;
  let writing: Promise<void> | undefined;

  return {
    append(frames) {
      const bytes = frames.reduce((sum, frame) => sum + FRAME_HEADER_BYTES + frame.payload.length, 0);
      return new Promise((resolve, reject) => {
        waiting.push({ frames, bytes, resolve, reject });
        writing ??= writeGroups().finally(() => (writing = undefined));
      });
    },
    position: () => ({ segment: segment?.number ?? nextSegment, offset: segment === undefined ? 0 : size }),
    async close() {
      await writing;
      await dropSegment();
    },
  };

  async function writeGroups(): Promise<void> {
    // Requests that arrive in the same turn of the event loop share the first group, too.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const group = takeGroup();
      try {
        const bytes = await writeGroup(group);
        onDurable(bytes);
        for (const entry of group) entry.resolve();
      } catch (error) {
        // What reached the disk is not known (a failed sync may even have dropped pages), so nothing may follow it
        // here: these requests are refused, and the next group begins a new segment.
        await dropSegment();
        for (const entry of group) entry.reject(error);
      }
    }
  }

  function takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const entry of waiting) {
      bytes += entry.bytes;
      if (count > 0 && bytes > MAX_GROUP_BYTES) break;
      count += 1;
    }
    const group = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return group;
  }

  async function writeGroup(group: readonly Waiting[]): Promise<number> {
    if (segment !== undefined && size >= segmentBytes) await dropSegment();
    if (segment === undefined) {
      segment = await createSegment(folder, nextSegment++);
      size = SEGMENT_HEADER_BYTES;
    }
    const { file, salt } = segment;
    const parts: Buffer[] = [];
    for (const { frames } of group) {
      for (const frame of frames) parts.push(encodeFrameHeader(frame, salt), frame.payload);
    }
    const bytes = Buffer.concat(parts);
    for (let written = 0; written < bytes.length;) {
      const result = await file.write(bytes, written, bytes.length - written, size + written);
      written += result.bytesWritten;
    }
    await file.datasync();
    size += bytes.length;
    return bytes.length;
  }

  async function dropSegment(): Promise<void> {
    const dropped = segment;
    segment = undefined;
    await dropped?.file.close().catch(() => undefined);
  }
}
