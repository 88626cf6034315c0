import { join, parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';

/** The form of receipts that is read; an installer writes it. */
const RECEIPT_FORMAT = 1;
/** A receipt has a handful of fields. */
const MAX_RECEIPT_BYTES = 16 * 1024;

/** What an installer may say that it is. */
export const RECEIPT_METHODS =
  'installer npm pnpm yarn bun deno homebrew scoop chocolatey winget volta snap flatpak nix guix system-package ' +
  'asdf mise source';

export function isReceiptMethod(said: string): boolean {
  return RECEIPT_METHODS.split(' ').includes(said);
}

/**
 * What the installer has left beside the executable, in `<tool>.install.json`. It counts only if it is of this tool and of
 * this very file: one that was copied along with another file, or made up, says nothing.
 */
export function readReceipt(platform: Platform, tool: string, path: string): string | undefined {
  try {
    const file = join(parentOf(path), `${tool}.install.json`);
    const stat = platform.fs.statSync(file);
    if (!stat.isFile() || stat.size > MAX_RECEIPT_BYTES) return undefined;
    const receipt = JSON.parse(platform.fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
    const { schemaVersion, tool: of, installMethod, installPath } = receipt;
    if (schemaVersion !== RECEIPT_FORMAT || of !== tool || typeof installPath !== 'string') return undefined;
    if (spell(platform, installPath) !== spell(platform, path)) return undefined;
    return typeof installMethod === 'string' ? installMethod : undefined;
  } catch {
    return undefined;
  }
}

/** Windows takes both kinds of slash, and either case. */
function spell({ system }: Platform, path: string): string {
  return system.os === 'win32' ? path.replaceAll('/', '\\').toLowerCase() : path;
}
