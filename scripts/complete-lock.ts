/**
 * Completes the lock files: `npm run lock`. With `--check` it changes nothing, and fails when they are not complete.
 *
 * Native tools come as one package for each platform, named in `optionalDependencies`. npm leaves out of the lock those
 * that its registry does not offer, as a partial mirror may; elsewhere `npm ci` then finds the lock out of step with
 * the manifests and ends with EUSAGE. What an entry needs is in the package's name: `binding-linux-arm64-musl`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

type Entry = {
  version?: string;
  resolved?: string;
  optional?: boolean;
  dev?: boolean;
  cpu?: string[];
  os?: string[];
  libc?: string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};
type Entries = Record<string, Entry>;
type Lock = { packages: Entries };

const ROOT = join(import.meta.dirname, '..');
const LOCKS = [
  join(ROOT, 'package-lock.json'),
  join(ROOT, 'bench/peers/package-lock.json'),
  join(ROOT, 'packages/datadog/test/peer/client/package-lock.json'),
];
/** Node's names of operating systems, as far as packages are made for them. */
const SYSTEMS = 'aix android darwin freebsd linux netbsd openbsd openharmony sunos win32'.split(' ');

const isCheck = process.argv.includes('--check');
const problems = LOCKS.flatMap((path) => (isCheck ? checkLock(path) : completeLock(path)));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function checkLock(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const { packages } = JSON.parse(text) as Lock;
  const problems = findUrls(packages);
  if (complete(text) !== text) problems.push('entries of other platforms are missing: npm run lock');
  return problems.map((problem) => `${relative(ROOT, path)}: ${problem}`);
}

/** Returns what it cannot put right. */
function completeLock(path: string): string[] {
  writeFileSync(path, complete(readFileSync(path, 'utf8')));
  return checkLock(path);
}

/** A URL would tie the lock to the registry of whoever wrote it; .npmrc asks npm to leave them out. */
function findUrls(packages: Entries): string[] {
  return Object.entries(packages)
    .filter(([, { resolved }]) => resolved !== undefined && /^[a-z+]+:/i.test(resolved))
    .map(([key, { resolved }]) => `${key} is resolved to ${resolved}`);
}

function complete(text: string): string {
  const lock = JSON.parse(text) as Lock;
  const { packages } = lock;
  for (const [key, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      // Of a range nobody can say here which version is meant. Platform packages are pinned.
      if (!/^\d/.test(version) || findInstalled(packages, key, name)?.version === version) continue;
      const top = `node_modules/${name}`;
      packages[top in packages ? `${key}/${top}` : top] = platformEntry(name, version, dev);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** The entry that Node would find for `name` from the package at `key`: the nearest one up the tree. */
function findInstalled(packages: Entries, key: string, name: string): Entry | undefined {
  for (let from = key; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
    const found = packages[`${from}/node_modules/${name}`.replace(/^\//, '')];
    if (found !== undefined || from === '') return found;
  }
}

function platformEntry(name: string, version: string, dev?: boolean): Entry {
  const parts = name.replace(/^.*\//, '').split('-');
  const at = parts.findIndex((part) => SYSTEMS.includes(part));
  const isWasm = at < 0 && parts.includes('wasm32');
  const [os, cpu, abi = ''] = isWasm ? [undefined, 'wasm32'] : parts.slice(at);
  if (cpu === undefined || (at < 0 && !isWasm)) throw new Error(`Expected a platform's package, got ${name}`);
  const libc = abi.startsWith('musl') ? 'musl' : abi.startsWith('gnu') ? 'glibc' : undefined;
  // In npm's own order of keys, so that the next `npm install` changes nothing.
  return {
    version,
    cpu: [cpu],
    ...(dev === true ? { dev } : {}),
    ...(os === 'linux' && libc !== undefined ? { libc: [libc] } : {}),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
  };
}
