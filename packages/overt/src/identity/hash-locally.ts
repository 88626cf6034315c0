import type { Platform } from '../platform/platform.ts';
import { makeSecret } from './make-secret.ts';
import { readSecret } from './secret-file.ts';

/**
 * Hashes with the salt in the file `saltPath`, so that equal values of one installation stay equal and nobody else can
 * try values out. Answers undefined where the salt cannot be kept: then there is nothing to hash with.
 */
export function hashLocally(platform: Platform, saltPath: string, value: string): string | undefined {
  const salt = readSecret(platform, saltPath) ?? makeSecret(platform, saltPath);
  return salt === undefined ? undefined : shortHash(platform, salt, value);
}

/** The first 8 bytes of HMAC-SHA-256, as 16 hexadecimal digits. */
export function shortHash(platform: Platform, key: string, value: string): string {
  return platform.builtin('node:crypto').createHmac('sha256', key).update(value).digest('hex').slice(0, 16);
}
