import { isAbsolute, join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { writeFileAtomic, writeNewFile } from '../spool/private-file.ts';

/**
 * Writes a file that only its user may read. Never through what is there, be it a link; with `force`, what is there is
 * replaced. Answers what went wrong.
 */
export function writeOut(
  platform: Platform,
  out: string,
  { text, force }: { readonly text: string; readonly force: boolean },
): string | undefined {
  try {
    const path = isAbsolute(out) ? out : join(platform.system.cwd(), out);
    if (force) writeFileAtomic(platform, path, text);
    else writeNewFile(platform, path, text);
    return undefined;
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return `${out} is there already. Replace it with --force.`;
    return `${out} cannot be written (${code}).`;
  }
}
