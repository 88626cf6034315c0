import { attempt } from '../platform/attempt.ts';
import { join, parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import type { ErrorNotes } from '../spool/run-file.ts';

/** No package lies deeper below its own folder. */
const MAX_STEPS = 12;

/**
 * Where the tool's own code is. The package of the script counts only if it is that of the tool: where a tool is used by a program
 * of the user's, the script and what lies beside it are the user's. A script above which there is no package is the tool in
 * one file.
 */
export function findOwnCode({ fs, system }: Platform, tool: string): Pick<ErrorNotes, 'root' | 'script'> {
  const typed = system.arguments[1];
  if (typed === undefined) return {};
  const script = attempt(() => fs.realpathSync(typed)) ?? typed;
  const found = findPackage(fs, script);
  if (found === undefined) return { script };
  return isOf(found.described, tool) ? { root: found.folder } : {};
}

/** The folder of the package to which a file belongs, and what its package.json says. */
export function findPackage(
  fs: Platform['fs'],
  file: string,
): { readonly folder: string; readonly described: Described } | undefined {
  let folder = file;
  for (let step = 0; step < MAX_STEPS && parentOf(folder) !== folder; step += 1) {
    folder = parentOf(folder);
    const text = attempt(() => fs.readFileSync(join(folder, 'package.json'), 'utf8'));
    // Files that only say `{"type": "module"}` are part of the package above.
    const described = text === undefined ? undefined : attempt(() => JSON.parse(text) as Described);
    if (described?.name !== undefined) return { folder, described };
  }
  return undefined;
}

type Described = {
  readonly name?: unknown;
  readonly bin?: unknown;
  readonly dependencies?: unknown;
  readonly devDependencies?: unknown;
};

function isOf({ name, bin, dependencies, devDependencies }: Described, tool: string): boolean {
  if (typeof name === 'string' && name.slice(name.lastIndexOf('/') + 1) === tool) return true;
  if (has(bin, tool)) return true;
  // Only who declares telemetry depends on what does it.
  return [dependencies, devDependencies].some((list) => has(list, 'overt'));
}

function has(list: unknown, key: string): boolean {
  return typeof list === 'object' && list !== null && Object.hasOwn(list, key);
}
