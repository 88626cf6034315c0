import { statSync } from 'node:fs';
import { extname, join } from 'node:path';

const ENDINGS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];
/** TypeScript may name a file as it will be called when it is compiled. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
  '.jsx': ['.tsx'],
};

/** The file that a path stands for, as Node or a compiler finds it; undefined where none is. */
export function resolveFile(path: string): string | undefined {
  const ending = extname(path);
  const stem = path.slice(0, path.length - ending.length);
  return [
    path,
    ...(SOURCES[ending] ?? []).map((other) => stem + other),
    ...ENDINGS.map((added) => path + added),
    ...ENDINGS.map((added) => join(path, `index${added}`)),
  ].find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile() === true);
}
