import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { readOwnFile } from '../spool/private-file.ts';
import { isOwnFolder } from '../spool/repair.ts';
import { QUEUE_FILE } from './queue-name.ts';
import { isDue, type ErasureRequest } from './request.ts';

/** Whether a process of its own has something to ask now. What the file is worth is for that process to judge. */
export function hasDueRequest(platform: Platform, folder: string): boolean {
  try {
    // Among the temporary files, anybody may have made a folder of that name.
    if (!isOwnFolder(platform, folder)) return false;
    const read = readOwnFile(platform, join(folder, QUEUE_FILE));
    if (read.kind !== 'read') return false;
    const { requests } = JSON.parse(read.text) as { readonly requests: readonly ErasureRequest[] };
    return requests.some((request) => request.way.kind !== 'own' && isDue(request, platform.now()));
  } catch {
    return false;
  }
}
