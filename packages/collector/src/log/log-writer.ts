import { MAX_GROUP_BYTES } from '../limits.ts';
import type { Frame } from './frame.ts';
import type { SegmentAppender } from './segment-appender.ts';

/** The one writer of the log. */
export type LogWriter = {
  /** Appends frames; resolves when they are durable, rejects when they are not known to be. */
  readonly append: (frames: readonly Frame[]) => Promise<void>;
  /** Begins a new segment behind what was appended so far; resolves when all of that is durable or refused. */
  readonly roll: () => Promise<void>;
  /** Waits for what was appended, then leaves the segment. */
  readonly close: () => Promise<void>;
};

type Waiting = {
  readonly frames: readonly Frame[];
  /** The segment ends here. */
  readonly isEnd?: true;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Group commit: while one group is being written and synced, requests gather for the next one. So the disk decides
 * how many requests share a sync, and a lone request waits for nobody.
 */
export function createLogWriter(appender: SegmentAppender, onDurable: (bytes: number) => void): LogWriter {
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;

  return {
    append: (frames) =>
      new Promise((resolve, reject) => {
        waiting.push({ frames, resolve, reject });
        writing ??= writeGroups().finally(() => (writing = undefined));
      }),
    roll: () =>
      new Promise((resolve, reject) => {
        waiting.push({ frames: [], isEnd: true, resolve, reject });
        writing ??= writeGroups().finally(() => (writing = undefined));
      }),
    async close() {
      await writing;
      await appender.leave();
    },
  };

  async function writeGroups(): Promise<void> {
    // Requests that arrive in the same turn of the event loop share the first group, too.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const group = takeGroup(waiting);
      waiting = waiting.slice(group.length);
      await writeGroup(group);
    }
  }

  async function writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const frames = group.flatMap((one) => one.frames);
      if (frames.length > 0) onDurable(await appender.append(frames));
      if (group.at(-1)?.isEnd === true) await appender.leave();
      for (const { resolve } of group) resolve();
    } catch (error) {
      // What reached the disk is not known (a failed sync may even have dropped pages), so nothing may follow it in
      // this segment: these requests are refused, and the next group begins a new one.
      await appender.leave();
      for (const { reject } of group) reject(error);
    }
  }
}

/** The front of the queue, up to MAX_GROUP_BYTES or the end of the segment; at least one. */
function takeGroup(waiting: readonly Waiting[]): readonly Waiting[] {
  let bytes = 0;
  const last = waiting.findIndex(({ isEnd }) => isEnd === true);
  const end = waiting.findIndex(({ frames }, index) => {
    if (last !== -1 && index > last) return true;
    bytes += frames.reduce((sum, { payload }) => sum + payload.length, 0);
    return index > 0 && bytes > MAX_GROUP_BYTES;
  });
  return end === -1 ? waiting : waiting.slice(0, end);
}
