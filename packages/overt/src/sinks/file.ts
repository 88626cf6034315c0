import type { Platform } from '../platform/platform.ts';
import { PRIVATE_FILE } from '../spool/private-file.ts';
import { toNdjson } from './batch.ts';
import type { Sink } from './sink.ts';

/** Appends events to a file, one JSON object a line. The folder must be there: it is the user's, not ours to make. */
export function createFileSink(platform: Platform, name: string, path: string): Sink {
  return {
    name,
    send: async ({ events }) => {
      try {
        platform.fs.appendFileSync(path, toNdjson(events), { mode: PRIVATE_FILE });
        return { kind: 'accepted' };
      } catch (error) {
        return { kind: 'retry', reason: `file_${(error as NodeJS.ErrnoException).code ?? 'error'}` };
      }
    },
  };
}
