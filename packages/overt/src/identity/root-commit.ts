import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { readOwnFile, writeFileAtomic } from '../spool/private-file.ts';
import { shortHash } from './hash-locally.ts';
import { runProgram } from './run-program.ts';

/** Where the state is, and what ends a search that takes too long. */
export type RootSearch = { readonly folder: string; readonly signal: AbortSignal };

/** Keeps what Git said of each project, so that it is not asked by each courier. */
export const ROOTS = 'roots.json';

const DAY_MS = 24 * 60 * 60 * 1000;
/** The first commit of a project does not change, but another project may take its place on the disk. */
const KEPT_MS = 30 * DAY_MS;
/** A history so long that Git took too long is not gone through again by each courier. */
const KEPT_NOTHING_MS = DAY_MS;
/** Longer than any path. */
const MAX_LINK_BYTES = 16 * 1024;
/** Few people work on more projects than that. */
const MAX_KEPT = 256;

type Kept = { readonly root: string; readonly at: number };
type Roots = Readonly<Record<string, Kept>>;

/** The hash of the first commit of the repository at `path`. Of several, the last by name. */
export async function readRootCommit(
  platform: Platform,
  path: string,
  { folder, signal }: RootSearch,
): Promise<string | undefined> {
  const roots = readRoots(platform, folder);
  const key = shortHash(platform, 'overt', path);
  const known = roots[key];
  if (known !== undefined && isFresh(known, platform.now())) return known.root || undefined;
  const root = isShallow(platform, path) ? undefined : await askGit(platform, path, { folder, signal });
  // That our own time was over says nothing about the project.
  if (!signal.aborted) keepRoot(platform, folder, [roots, key, { root: root ?? '', at: platform.now() }]);
  return root;
}

function isFresh({ root, at }: Kept, now: number): boolean {
  return Math.abs(now - at) < (root === '' ? KEPT_NOTHING_MS : KEPT_MS);
}

/** A clone without all of its history has a first commit that is none. What cannot be read is taken for one. */
function isShallow(platform: Platform, path: string): boolean {
  const { fs } = platform;
  const dotGit = join(path, '.git');
  try {
    if (fs.statSync(dotGit).isDirectory()) return fs.existsSync(join(dotGit, 'shallow'));
    // A work tree or submodule: a file that says where the repository is (gitrepository-layout(5)).
    const link = readSmall(platform, dotGit);
    if (!link.startsWith('gitdir: ')) return true;
    const own = resolve(path, link.slice('gitdir: '.length));
    const common = join(own, 'commondir');
    const shared = fs.existsSync(common) ? resolve(own, readSmall(platform, common)) : own;
    return fs.existsSync(join(shared, 'shallow'));
  } catch {
    return true;
  }
}

/** Not from a pipe, which would keep us waiting for good: a project may hold anything. */
function readSmall({ fs }: Platform, path: string): string {
  const stat = fs.statSync(path);
  if (!stat.isFile() || stat.size > MAX_LINK_BYTES) throw new Error('no link of Git');
  return fs.readFileSync(path, 'utf8').trim();
}

function resolve(from: string, path: string): string {
  return /^([/\\]|[A-Za-z]:)/.test(path) ? path : join(from, path);
}

/**
 * Asks Git, which runs nothing that the repository names: no hook and no monitor of the file system; it refuses a
 * repository of somebody else, takes no locks, asks for no password and fetches nothing.
 */
async function askGit(
  platform: Platform,
  path: string,
  { folder, signal }: RootSearch,
): Promise<string | undefined> {
  const quiet = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
  const args = ['--no-replace-objects', '-C', path, ...quiet, 'rev-list', '--max-parents=0', 'HEAD'];
  const env = { GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' };
  // Not in the project: Windows looks for programs in the folder that it is in first.
  const printed = await runProgram(platform, { program: 'git', args, cwd: folder, env, signal });
  const commits = (printed ?? '').split('\n').filter((line) => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(line));
  return commits.toSorted().at(-1);
}

function readRoots(platform: Platform, folder: string): Roots {
  const read = readOwnFile(platform, join(folder, ROOTS));
  try {
    const all = JSON.parse(read.kind === 'read' ? read.text : '{}') as Record<string, Partial<Kept>>;
    const right = Object.entries(all).filter(
      (entry): entry is [string, Kept] =>
        typeof entry[1].root === 'string' && typeof entry[1].at === 'number',
    );
    return Object.fromEntries(right);
  } catch {
    return {};
  }
}

function keepRoot(platform: Platform, folder: string, [roots, key, kept]: [Roots, string, Kept]): void {
  const newest = Object.entries({ ...roots, [key]: kept }).toSorted(
    ([, one], [, other]) => other.at - one.at,
  );
  try {
    const text = JSON.stringify(Object.fromEntries(newest.slice(0, MAX_KEPT)));
    writeFileAtomic(platform, join(folder, ROOTS), text);
  } catch {
    // It is asked again.
  }
}
