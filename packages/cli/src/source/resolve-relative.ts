import { statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

const ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];
/** TypeScript may import a file by the name that it will have when it is compiled. */
const COMPILED: Readonly<Record<string, string>> = { '.js': '.ts', '.mjs': '.mts', '.cjs': '.cts' };

/** The file that a relative import names, as a list of one; of none for what is no code or is not there. */
export function resolveRelative(from: string, name: string): readonly string[] {
  const path = join(dirname(from), name);
  const ending = extname(path);
  const candidates = [
    ...(ENDINGS.includes(ending) ? [path] : []),
    ...(ending in COMPILED ? [path.slice(0, -ending.length) + COMPILED[ending]] : []),
    ...ENDINGS.map((added) => path + added),
    ...ENDINGS.map((added) => join(path, `index${added}`)),
  ];
  const found = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
  return found === undefined ? [] : [found];
}
