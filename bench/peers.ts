import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleOvert, writeSinkVariants } from './bundle.ts';
import type { Variant } from './variants.ts';

const PEERS_FOLDER = fileURLToPath(new URL('peers/', import.meta.url));
const PEERS_MODULES = fileURLToPath(new URL('peers/node_modules', import.meta.url));
const TOOLS_MODULES = fileURLToPath(new URL('tools/node_modules', import.meta.url));
const OVERT_FOLDER = fileURLToPath(new URL('../packages/overt', import.meta.url));
const INSTALL_TIMEOUT_MS = 300_000;

/** An installed package of the peers' lock file. */
export type LockedPackage = {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

/** Which peers can be measured. */
export type Peers = {
  readonly folder: string;
  readonly locked: Readonly<Record<string, LockedPackage>>;
  /** Why a variant cannot be measured; `undefined` when it can. */
  skipReason(variant: Variant): string | undefined;
};

/** Installs what is missing, from the peers' own lock file. */
export async function preparePeers(): Promise<Peers> {
  const locked = (readJson('package-lock.json') as { packages: Record<string, LockedPackage> }).packages;
  const wanted = (readJson('package.json') as { dependencies: Record<string, string> }).dependencies;
  const problem = isInstalled(wanted) ? undefined : install();
  const overtProblem = installOvert();
  installEmpty();
  if (!existsSync(TOOLS_MODULES)) symlinkSync(PEERS_MODULES, TOOLS_MODULES, 'junction');
  const bundleProblem = overtProblem ?? (await bundleOvert());
  writeSinkVariants();
  return {
    folder: PEERS_FOLDER,
    locked,
    skipReason({ peer, overt, file }) {
      if (file.endsWith('.bundled.mjs')) return bundleProblem;
      if (overt === true) return overtProblem;
      if (peer === undefined || installedVersion(peer) === wanted[peer]) return undefined;
      return `${peer} could not be installed${problem === undefined ? '' : `: ${problem}`}`;
    },
  };
}

/** The pinned name and version of a peer, such as `posthog-node 5.70.0`. */
export function peerLabel(peers: Peers, name: string): string {
  return `${name} ${peers.locked[`node_modules/${name}`]?.version ?? ''}`.trim();
}

function isInstalled(wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, version]) => installedVersion(name) === version);
}

function installedVersion(name: string): string | undefined {
  const path = `node_modules/${name}/package.json`;
  return existsSync(`${PEERS_FOLDER}${path}`) ? (readJson(path) as { version: string }).version : undefined;
}

/** Returns what went wrong, if anything. */
function install(): string | undefined {
  console.error('bench: installing the peers (npm ci in bench/peers)');
  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts'];
  const npmCli = process.env['npm_execpath'];
  // Under `npm run` npm says where it is; that also spares a shell on Windows.
  const [file, all] = npmCli === undefined ? ['npm', args] : [process.execPath, [npmCli, ...args]];
  const options = { cwd: PEERS_FOLDER, encoding: 'utf8', timeout: INSTALL_TIMEOUT_MS } as const;
  const { status, stderr, error } = spawnSync(file, all, {
    ...options,
    shell: npmCli === undefined && process.platform === 'win32',
  });
  if (status === 0) return undefined;
  return (
    error?.message ??
    stderr.split('\n').find((line) => line.startsWith('npm error')) ??
    `npm ci ended with ${status}`
  );
}

/** A package with nothing in it: what importing anything by its name costs. */
function installEmpty(): void {
  const folder = join(PEERS_MODULES, 'bench-empty');
  mkdirSync(folder, { recursive: true });
  const manifest = { name: 'bench-empty', version: '1.0.0', type: 'module', exports: './index.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.js'), 'export {};\n');
}

/**
 * Puts the built SDK where the peers are, as a user's installation would: files, not the workspace's symbolic link that
 * Node finds three folders further up. Returns what went wrong, if anything.
 */
function installOvert(): string | undefined {
  const target = join(PEERS_MODULES, 'overt');
  rmSync(target, { recursive: true, force: true });
  if (!existsSync(join(OVERT_FOLDER, 'dist/index.js'))) return 'packages/overt is not built: npm run build';
  mkdirSync(target, { recursive: true });
  for (const name of ['package.json', 'dist'])
    cpSync(join(OVERT_FOLDER, name), join(target, name), { recursive: true });
  return undefined;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(`${PEERS_FOLDER}${path}`, 'utf8'));
}
