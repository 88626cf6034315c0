import type { Platform } from '../platform/platform.ts';

/** A file that frames name, as it is on the disk now. */
export type SourceFile = {
  readonly path: string;
  readonly text: string;
  /** When it came to be what it is, as far as the file system tells. */
  readonly changedAt: number;
};

/** Reads files, each once. Undefined where one cannot be read or is too large. */
export type SourceFiles = (path: string, maxBytes: number) => SourceFile | undefined;

/** Bundles of whole tools have some 20 MiB. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** What one courier reads to explain errors: it lives some seconds, in the memory of the user. */
const MAX_TOTAL_BYTES = 128 * 1024 * 1024;
const MAX_FILES = 500;

export function createSourceFiles(platform: Platform): SourceFiles {
  const known = new Map<string, SourceFile | undefined>();
  let left = MAX_TOTAL_BYTES;
  return (path, maxBytes) => {
    if (known.has(path)) return known.get(path);
    if (known.size >= MAX_FILES) return undefined;
    const file = read(platform, path, Math.min(maxBytes, left));
    known.set(path, file);
    left -= file?.text.length ?? 0;
    return file;
  };
}

function read({ fs }: Platform, path: string, maxBytes: number): SourceFile | undefined {
  try {
    const stat = fs.statSync(path);
    // A pipe would keep us waiting.
    if (!stat.isFile() || stat.size > maxBytes) return undefined;
    // A package manager may give a new file an old date; the file system knows when it was made.
    const changedAt = Math.max(stat.mtimeMs, stat.birthtimeMs);
    return { path, text: fs.readFileSync(path, 'utf8'), changedAt };
  } catch {
    return undefined;
  }
}
