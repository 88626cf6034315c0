import type { Platform } from '../platform.ts';
import { createBunPlatform } from './bun.ts';
import { createDenoPlatform } from './deno.ts';

/** The real world where it is not Node's: what Bun and Deno do otherwise than Node is made good here (docs/bundling.md). */
export function createOtherPlatform(): Platform {
  return process.versions['deno'] === undefined ? createBunPlatform() : createDenoPlatform();
}
