import type { Platform } from '../platform/platform.ts';

/** Lines of one connection, to be taken in their order. */
type Job = { readonly frames: readonly Buffer[]; next: number; readonly onTaken: () => void };

/** What the daemon does besides must not wait longer than this for messages. */
const SLICE_MS = 4;

export type MessageQueue = { readonly add: (frames: readonly Buffer[], onTaken: () => void) => void };

/** Takes messages a few milliseconds at a time, so that whoever sends thousands does not stop the daemon's own work. */
export function createMessageQueue(platform: Platform, take: (frame: Buffer) => void): MessageQueue {
  const jobs: Job[] = [];
  let isPlanned = false;
  const work = (): void => {
    isPlanned = false;
    const end = platform.elapsed() + SLICE_MS;
    for (let job = jobs[0]; job !== undefined && platform.elapsed() < end; job = jobs[0]) {
      const frame = job.frames[job.next];
      job.next += 1;
      if (frame !== undefined) take(frame);
      else jobs.shift()?.onTaken();
    }
    if (jobs.length > 0) plan();
  };
  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(work);
  };
  return {
    add: (frames, onTaken) => {
      jobs.push({ frames, next: 0, onTaken });
      plan();
    },
  };
}
