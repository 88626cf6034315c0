import { nameOf } from './path.ts';
import type { Runner } from './platform.ts';
import { DIGITS, isMadeOf } from './text.ts';

/** Node and Bun take a file as they are. */
export const PLAIN_RUNNER: Runner = { options: [], prepare: () => ({}) };

const RUNTIMES = ['nodejs', 'node', 'bun'];
/** `node20`, `node-22.3`: as some systems call it. */
const MAX_SUFFIX_LENGTH = 12;

/**
 * Whether a program is a runtime by its name, and so takes a file to run. In a single executable it is the tool itself: started with
 * the courier's path, it would do who knows what.
 */
export function findRunner(execPath: string): Runner | undefined {
  const name = nameOf(execPath).toLowerCase().replace('.exe', '');
  const runtime = RUNTIMES.find((one) => name.startsWith(one));
  const suffix = name.slice(runtime?.length);
  const isRuntime = suffix === '' || isMadeOf(suffix, `${DIGITS}.-`, MAX_SUFFIX_LENGTH);
  return runtime !== undefined && isRuntime ? PLAIN_RUNNER : undefined;
}
