import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The package that a file belongs to. */
export type Package = {
  readonly folder: string;
  /** `"type": "module"`: what a `.js` file is. */
  readonly isModule: boolean;
  /** Absolute paths of its programs, with the name of each. */
  readonly programs: ReadonlyMap<string, string>;
};

/** The nearest package.json above; undefined where there is none, or none that can be read. */
export function findPackage(file: string): Package | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const text = readIfThere(join(folder, 'package.json'));
    if (text !== undefined) return describe(folder, text);
    if (folder === dirname(folder)) return undefined;
  }
}

/** A file below it that is not installed there. */
export function owns({ folder }: Package, file: string): boolean {
  const steps = relative(folder, file).split(sep);
  return steps[0] !== '..' && !steps.includes('node_modules') && resolve(folder, ...steps) === file;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function describe(folder: string, text: string): Package {
  const { name, bin, type } = parse(text);
  const listed = typeof bin === 'string' ? { [String(name).replace(/^@[^/]*\//, '')]: bin } : bin;
  const programs = Object.entries(typeof listed === 'object' && listed !== null ? listed : {}).map(
    ([program, path]) => [resolve(folder, String(path)), program] as const,
  );
  return { folder, isModule: type === 'module', programs: new Map(programs) };
}

/** A package.json that is being written in an editor is often no JSON: then nothing is known of the package. */
function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
