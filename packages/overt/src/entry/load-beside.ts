import { evaluateWith } from '../platform/evaluate.ts';
import { join, nameOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';

/** Each file once for a process, whoever asks. */
const loaded = new Map<string, unknown>();

/**
 * Loads a file of ours that lies beside the entry. Not by `require`: in a tool that has none but modules of the newer kind, its first
 * call makes Node set up all of CommonJS, which takes 3 ms of a process that is about to end; this takes half of one
 * (docs/benchmarks.md).
 */
export function loadBeside(platform: Platform, file: string): unknown {
  const path = join(import.meta.dirname, nameOf(file));
  if (!loaded.has(path)) {
    const load = (other: string): unknown => loadBeside(platform, other);
    loaded.set(path, evaluateWith(platform, platform.fs.readFileSync(path, 'utf8'), [path, load]));
  }
  return loaded.get(path);
}
