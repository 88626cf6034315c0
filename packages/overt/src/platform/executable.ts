import { nameOf } from './path.ts';
import type { System } from './platform.ts';

/**
 * Whether the program that we run in takes a file to run. In a single executable it is the tool itself: started with the
 * courier's path, it would do who knows what.
 */
export function canRunFiles({ execPath }: System): boolean {
  const name = nameOf(execPath).toLowerCase();
  return name.startsWith('node') || name.startsWith('bun');
}
