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
  const node = given ?? createNodePlatform();
  const byRequire = (file: string): unknown =>
    node.builtin('node:module').createRequire(import.meta.url)(file);
  // The platform of a test has a disk of its own, and other runtimes have other ways to run a text.
  const isPlain = given === undefined && isNode();
  const load = isPlain ? (file: string): unknown => loadBeside(node, file) : byRequire;
  const platform =
    given !== undefined || isNode()
      ? node
      : (byRequire('./runtimes.cjs') as typeof Runtimes).createOtherPlatform();
  return {
    platform,
    checks: () => load('./checks.cjs') as Checks,
    cold: () => load('./cold.cjs') as Cold,
    errors: () => load('./errors.cjs') as Errors,
    loadCourier: async () => load('./courier.cjs') as Courier,
    locate: () => join(import.meta.dirname, 'courier.cjs'),
  };
}
