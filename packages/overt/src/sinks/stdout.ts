import type { FileSystem, Platform } from '../platform/platform.ts';
import { sleep } from '../platform/time.ts';
import { toNdjson } from './batch.ts';
import type { Sink } from './sink.ts';

const STDOUT = 1;
/** A pipe that is full is tried again after this, for as long as there is time. */
const FULL_WAIT_MS = 10;
const FULL = 'EAGAIN';

/** A line, and what is still to be printed of it. */
type Line = { readonly text: string; readonly rest: Uint8Array };

/**
 * Writes events to standard output, one JSON text a line: for an author to look at, and for pipes. Line by line, so that what the tool
 * prints itself comes between them and not into them: a pipe takes up to 4,096 bytes whole or not at all (POSIX, write).
 */
export function createStdoutSink(platform: Platform, name: string): Sink {
  let torn: Line | undefined;
  return {
    name,
    send: async ({ events }, { signal }) => {
      for (const [settled, event] of events.entries()) {
        const line = continueLine(torn, toNdjson([event]));
        const { rest, reason } = await print(platform, line.rest, signal);
        torn = rest.length > 0 && rest.length < line.rest.length ? { ...line, rest } : torn;
        if (reason !== undefined)
          return { kind: 'retry', reason: `stdout_${reason}`, ...(settled > 0 && { settled }) };
        torn = undefined;
      }
      return { kind: 'accepted' };
    },
  };
}

/** Of a line that was begun, what is left; half of another one is ended first. */
function continueLine(torn: Line | undefined, text: string): Line {
  if (torn?.text === text) return torn;
  return { text, rest: Buffer.from(torn === undefined ? text : `\n${text}`) };
}

type Printed = { readonly rest: Uint8Array; readonly reason?: string };

async function print({ fs }: Platform, bytes: Uint8Array, signal: AbortSignal): Promise<Printed> {
  let rest = bytes;
  while (rest.length > 0) {
    const reason = printOnce(fs, rest);
    if (typeof reason === 'number') rest = rest.subarray(reason);
    else if (reason !== FULL || signal.aborted) return { rest, reason };
    else await sleep(FULL_WAIT_MS);
  }
  return { rest };
}

/** How much of it was printed, or why none of it. */
function printOnce(fs: FileSystem, bytes: Uint8Array): number | string {
  try {
    return fs.writeSync(STDOUT, bytes, 0) || FULL;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'error';
  }
}
