import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resolveFile } from '../package/resolve-file.ts';
import { listImports } from './list-imports.ts';

/** `unknown` where a bound was met: nobody is accused for that. */
export type Coverage = 'covered' | 'uncovered' | 'unknown';

/** Modules that see the crashes of what loads them. */
const COVERING = ['overt', 'overt/worker'];
/** A tool has some hundred modules of its own; each is read in a tenth of a millisecond. */
const MAX_FILES = 500;
/** A larger one is a bundle: what was a module in it has no import any more. */
const MAX_FILE_BYTES = 1024 * 1024;

export type Question = {
  /** Where to begin. */
  readonly file: string;
  /** Its text, if it is not as on the disk. */
  readonly text?: string;
  /** Names of further modules that load Overt. */
  readonly modules: readonly string[];
};

/** Whether a file loads Overt, itself or through files beside it. */
export function isCovered({ file, text, modules }: Question): Coverage {
  const covering = [...COVERING, ...modules];
  const queue = new Set([file]);
  let isCut = false;
  for (const next of queue) {
    const source = next === file && text !== undefined ? text : readBounded(next);
    if (source === undefined) isCut = true;
    for (const name of listImports(source ?? '')) {
      if (covering.includes(name)) return 'covered';
      const found = name.startsWith('.') ? resolveFile(join(dirname(next), name)) : undefined;
      if (found !== undefined && queue.size < MAX_FILES) queue.add(found);
      else if (found !== undefined && !queue.has(found)) isCut = true;
    }
  }
  return isCut ? 'unknown' : 'uncovered';
}

/** Code that is given as text loads nothing from beside it. */
export function isTextCovered(text: string, modules: readonly string[]): boolean {
  const covering = [...COVERING, ...modules];
  return listImports(text).some((name) => covering.includes(name));
}

function readBounded(file: string): string | undefined {
  try {
    return statSync(file).size <= MAX_FILE_BYTES ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
