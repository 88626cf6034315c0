import type { Platform } from '../platform/platform.ts';
import { writeAll } from '../spool/private-file.ts';
import { toNdjson } from './batch.ts';
import type { Sink } from './sink.ts';

const STDOUT = 1;

/** Writes events to standard output, one JSON object a line: for an author to look at, and for pipes. */
export function createStdoutSink(platform: Platform, name: string): Sink {
  return {
    name,
    send: async ({ events }) => {
      try {
        writeAll(platform, STDOUT, toNdjson(events));
        return { kind: 'accepted' };
      } catch (error) {
        return { kind: 'retry', reason: `stdout_${(error as NodeJS.ErrnoException).code ?? 'error'}` };
      }
    },
  };
}
