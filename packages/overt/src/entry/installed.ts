import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import type { Cold, Surroundings } from '../telemetry/context.ts';

/** The package as npm installs it: what is not in the entry lies beside it. Bundled into each entry that uses it. */
export function createInstalled(platform: Platform): Surroundings {
  return {
    platform,
    // CommonJS, since it is loaded at the end of a process, when nothing can be waited for any more.
    cold: () => platform.builtin('node:module').createRequire(import.meta.url)('./cold.cjs') as Cold,
    locate: () => join(import.meta.dirname, 'courier.js'),
  };
}
