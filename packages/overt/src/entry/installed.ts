import { createNodePlatform, isNode } from '../platform/node.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import type { Checks, Cold, Courier, Errors, Surroundings } from '../telemetry/context.ts';
import { loadBeside } from './load-beside.ts';
import type * as Runtimes from './runtimes.ts';

/**
 * The package as npm installs it: what is not in the entry lies beside it. Bundled into each entry that uses it. All of that
 * is CommonJS, since some of it is loaded at the end of a process, when nothing can be waited for any more.
 */
export function createInstalled(given?: Platform): Surroundings {
  const real = createNodePlatform();
  const byRequire = (file: string): unknown =>
    real.builtin('node:module').createRequire(import.meta.url)(file);
  // Other runtimes have other ways to run a text.
  const load = isNode() ? (file: string): unknown => loadBeside(real, file) : byRequire;
  const createReal = (): Platform =>
    isNode() ? real : (byRequire('./runtimes.cjs') as typeof Runtimes).createOtherPlatform();
  const platform = given ?? createReal();
  return {
    platform,
    checks: () => load('./checks.cjs') as Checks,
    cold: () => load('./cold.cjs') as Cold,
    errors: () => load('./errors.cjs') as Errors,
    loadCourier: async () => load('./courier.cjs') as Courier,
    locate: () => join(import.meta.dirname, 'courier.cjs'),
  };
}
