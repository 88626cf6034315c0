import type { Env } from '../platform/platform.ts';

/** Whether this is a machine of a CI vendor, which nobody sits at. */
export function isCi(env: Env): boolean {
  const value = env['CI'];
  return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}
