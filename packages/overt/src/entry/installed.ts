import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import type { Cold, Courier, Errors, Surroundings } from '../telemetry/context.ts';

/**
 * The package as npm installs it: what is not in the entry lies beside it. Bundled into each entry that uses it. All of that
 * is CommonJS, since some of it is loaded at the end of a process, when nothing can be waited for any more.
 */
export function createInstalled(platform: Platform): Surroundings {
  const load = (file: string): unknown =>
    platform.builtin('node:module').createRequire(import.meta.url)(file);
  return {
    platform,
    cold: () => load('./cold.cjs') as Cold,
    errors: () => load('./errors.cjs') as Errors,
    loadCourier: async () => load('./courier.cjs') as Courier,
    locate: () => join(import.meta.dirname, 'courier.cjs'),
  };
}
