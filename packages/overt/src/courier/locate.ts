import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { readOwnFile, writeFileAtomic } from '../spool/private-file.ts';

/**
 * Puts the courier of a tool that was bundled into one file into the state folder, and answers its path. The name
 * holds the length and a checksum, so that versions of a tool do not overwrite each other's; a file that does not
 * hold what it should is written again.
 */
export function placeCourier(platform: Platform, folder: string, source: string): string {
  const path = join(folder, `courier-${source.length}-${checksum(source)}.cjs`);
  const read = readOwnFile(platform, path);
  if (read.kind !== 'read' || read.text !== source) writeFileAtomic(platform, path, source);
  return path;
}

function checksum(text: string): string {
  let sum = 0;
  for (let index = 0; index < text.length; index += 1)
    sum = (Math.imul(sum, 31) + text.charCodeAt(index)) | 0;
  return (sum >>> 0).toString(16);
}
