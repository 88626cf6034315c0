import { attempt } from '../platform/attempt.ts';
import { join, nameOf, parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';

/** More than any tool has; what is beyond is not named. */
const MAX_PACKAGES = 3000;
/** A folder with packages lies no deeper above a package. */
const MAX_STEPS = 12;
const LISTS = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/**
 * Says whether a package is among those that the tool's package depends on, directly or through others, as they are installed.
 * Installed in a user's project, a tool shares its `node_modules` with what that project uses, and which packages those are is
 * the user's business. Asked for the first time, it reads the manifests of all of them.
 */
export function createDependencies(
  { fs }: Pick<Platform, 'fs'>,
  root: string | undefined,
): (name: string) => boolean {
  let names: ReadonlySet<string> | undefined;
  return (name) => root !== undefined && (names ??= listDependencies(fs, root)).has(name);
}

function listDependencies(fs: Platform['fs'], root: string): ReadonlySet<string> {
  const names = new Set<string>();
  const folders = new Set([root]);
  // A set goes on with what is added to it.
  for (const folder of folders) {
    for (const name of readNames(fs, folder)) {
      names.add(name);
      const found = folders.size < MAX_PACKAGES ? findInstalled(fs, folder, name) : undefined;
      if (found !== undefined) folders.add(found);
    }
  }
  return names;
}

function readNames(fs: Platform['fs'], folder: string): string[] {
  const text = attempt(() => fs.readFileSync(join(folder, 'package.json'), 'utf8'));
  const manifest = attempt(() => JSON.parse(text ?? '') as Partial<Record<string, object>> | null);
  return LISTS.flatMap((list) => attempt(() => Object.keys(manifest?.[list] ?? {})) ?? []);
}

/** Where Node finds it. */
function findInstalled(fs: Platform['fs'], from: string, name: string): string | undefined {
  let folder = from;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const path = join(folder, 'node_modules', name);
    if (nameOf(folder) !== 'node_modules' && fs.existsSync(path)) return attempt(() => fs.realpathSync(path));
    if (parentOf(folder) === folder) return undefined;
    folder = parentOf(folder);
  }
  return undefined;
}

/** The name of the package of a path that begins with `node_modules/`. */
export function packageOf(file: string): string {
  const [, first = '', second = ''] = file.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
