import { nameOf } from '../platform/path.ts';
import { packageOf } from './dependencies.ts';
import { isFrameFile } from './grammar.ts';
import { normalisePath } from './location.ts';

/** Where a frame is. */
export type Place =
  | {
      readonly kind: 'app' | 'dependency' | 'node' | 'native';
      readonly file: string;
      /** Where it lies, if it is a file of a package. */
      readonly disk?: string | undefined;
    }
  /** A frame of Overt itself: nobody asked for it. */
  | { readonly kind: 'own' }
  | { readonly kind: 'elsewhere' };

/** What is known of the run: without a root, no file is taken for the tool's own. */
export type PlaceContext = {
  /** The folder of the tool's package. Several names of one folder, where links lead to it. */
  readonly roots: readonly string[];
  /** Where there is no package: the tool in one file. */
  readonly script?: string | undefined;
  /** The executable that ran, and what the tool is called. */
  readonly program?: string | undefined;
  readonly tool: string;
  /** Whether the runtime has a module of that name. */
  readonly isBuiltin: (name: string) => boolean;
  /** Whether a package that does not lie in the tool's own is one of those that it depends on. */
  readonly isDependency: (name: string) => boolean;
  /** The user's home: a package that holds it is no package of a tool. */
  readonly home?: string | undefined;
};

const ELSEWHERE = { kind: 'elsewhere' } as const;
const OWN = /(?:^|\/)(?:node_modules|packages)\/overt\/dist\/[^/]+$/;
/** What Node has within, and names only in stacks. */
const INTERNAL = /^node:internal(?:\/[\w-]+)+$/;
/** Where Bun puts the files that are within an executable. */
const BUN_FILE = /^(?:\/\$bunfs|[A-Z]:\/~BUN)\/root\/(.+)$/;
/** Where pkg and Deno do. Anybody may have a folder of that name, so it counts only where the program is no runtime. */
const PACKED_FILE = /^(?:[A-Z]:)?(?:\/snapshot\/[^/]+|(?:\/[^/]+)*\/deno-compile-[^/]+)\/(.+)$/;
/** Programs that are given a script: none of them is a tool. */
const RUNTIME = /^(?:node|nodejs|bun|deno|electron)\d*(?:\.exe)?$/i;

/** Whether a path is that of a file of Overt. */
export function isOwn(path: string): boolean {
  return OWN.test(path);
}

/** Makes what says of a path where it is, so that nothing above the tool's package is ever named. */
export function createPlacer(context: PlaceContext): (path: string) => Place {
  const roots = context.roots
    .map((root) => usableRoot(root, context.home))
    .filter((root) => root !== undefined);
  const program = context.program === undefined ? undefined : normalisePath(context.program);
  const script = context.script === undefined ? undefined : normalisePath(context.script);
  return (path) => {
    if (isOwn(path)) return { kind: 'own' };
    if (path.startsWith('node:'))
      return INTERNAL.test(path) || context.isBuiltin(path) ? named('node', path) : ELSEWHERE;
    if (path === 'native') return { kind: 'native', file: path };
    if (program !== undefined && !RUNTIME.test(nameOf(program))) {
      if (isSame(path, program)) return named('app', `app:///${context.tool}`);
      const packed = PACKED_FILE.exec(path)?.[1];
      if (packed !== undefined) return inside(packed);
    }
    if (script !== undefined && isSame(path, script)) return inside(nameOf(path), path);
    const within = BUN_FILE.exec(path)?.[1];
    if (within !== undefined) return inside(within);
    for (const root of roots) {
      const relative = relativeTo(root, path);
      if (relative !== undefined) return inside(relative, path);
    }
    const outside = dependency(path, path);
    const isKnown =
      outside !== undefined && 'file' in outside && context.isDependency(packageOf(outside.file));
    return isKnown ? outside : ELSEWHERE;
  };
}

/** Of a path within the tool's package or executable. `disk`: the whole path. */
export function inside(relative: string, disk?: string): Place {
  return dependency(relative, disk) ?? named('app', `app:///${relative}`, disk);
}

/** A package manager may put `node_modules` into another one, or into an archive: the last one counts. */
function dependency(path: string, disk: string | undefined): Place | undefined {
  const start = `/${path}`.lastIndexOf('/node_modules/');
  return start === -1 ? undefined : named('dependency', path.slice(start), disk);
}

/** What has a name that nobody gave to a file of a package may be anything: a name, a secret, a title. */
function named(kind: 'app' | 'dependency' | 'node', file: string, disk?: string): Place {
  return isFrameFile(file) ? { kind, file, disk } : ELSEWHERE;
}

function usableRoot(root: string, home: string | undefined): string | undefined {
  const path = normalisePath(root);
  const user = home === undefined ? undefined : normalisePath(home);
  if (path === undefined || (user !== undefined && isSame(user, path))) return undefined;
  return user !== undefined && relativeTo(path, user) !== undefined ? undefined : path;
}

function relativeTo(root: string, path: string): string | undefined {
  const head = path.slice(0, root.length + 1);
  return isSame(head, `${root}/`) && path.length > head.length ? path.slice(head.length) : undefined;
}

/** Windows does not tell cases apart. */
function isSame(one: string, other: string): boolean {
  return one === other || (/^(?:[A-Z]:|\/\/)/.test(one) && one.toLowerCase() === other.toLowerCase());
}
