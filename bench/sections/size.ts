import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { peerLabel, type LockedPackage, type Peers } from '../peers.ts';
import { table, type Cell } from '../report/table.ts';
import { PEERS } from '../variants.ts';
import { available, paragraphs, type Section } from './section.ts';

const OVERT_FOLDER = fileURLToPath(new URL('../../packages/overt/', import.meta.url));

/** What one needs beside the package itself to do what tools/ does with it. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  '@opentelemetry/exporter-logs-otlp-http': ['@opentelemetry/sdk-logs', '@opentelemetry/resources'],
};

const BYTES_PER_KB = 1000;

const METHOD = `What an installation adds: the package and all that it depends on, by the peers' lock file (packages that two peers share are counted
for both). Sum of file sizes in kB of 1000 bytes; "on the wire" is each package's files gzipped as one, near what its tarball is.`;

/** What the SDK weighs. */
export const size: Section = {
  id: 'size',
  title: 'Size of the SDK on disk and on the wire',
  async run(bench) {
    const { ready, skipped } = available(bench, PEERS);
    const ours = weighOvert();
    const rows: Cell[][] =
      ours === undefined ? [] : [['overt', ours.kb, ours.wireKb, 1 + ours.dependencies, ours.files]];
    for (const { peer } of ready) {
      if (peer !== undefined) rows.push(weighPeer(bench.peers, peer));
    }
    return {
      text: paragraphs(
        METHOD,
        table(['', 'kB on disk', 'kB on the wire', 'packages', 'files'], rows),
        ours === undefined ? ['- skipped: overt: packages/overt is not built: npm run build'] : [],
        skipped,
      ),
      measured: { sdkKb: ours?.kb, sdkDependencies: ours?.dependencies },
    };
  },
};

type Weight = { readonly kb: number; readonly wireKb: number; readonly files: number };

function weighOvert(): (Weight & { readonly dependencies: number }) | undefined {
  if (!existsSync(join(OVERT_FOLDER, 'dist/index.js'))) return undefined;
  const manifest = JSON.parse(readFileSync(join(OVERT_FOLDER, 'package.json'), 'utf8')) as LockedPackage;
  const weight = weigh(
    listFiles(join(OVERT_FOLDER, 'dist')).filter((path) => !path.endsWith('.tsbuildinfo')),
  );
  return { ...weight, dependencies: Object.keys(manifest.dependencies ?? {}).length };
}

function weighPeer(peers: Peers, name: string): Cell[] {
  const closure = new Set<string>();
  for (const root of [name, ...(COMPANIONS[name] ?? [])])
    collectClosure(peers, `node_modules/${root}`, closure);
  const weights = [...closure].map((path) => weigh(listFiles(join(peers.folder, path))));
  const sum = (pick: (weight: Weight) => number): number =>
    weights.reduce((total, weight) => total + pick(weight), 0);
  return [
    peerLabel(peers, name),
    sum(({ kb }) => kb),
    sum(({ wireKb }) => wireKb),
    closure.size,
    sum(({ files }) => files),
  ];
}

/** Adds the lock file's path of a package and of all that it depends on. */
function collectClosure(peers: Peers, path: string, closure: Set<string>): void {
  const entry = peers.locked[path];
  if (entry === undefined || closure.has(path)) return;
  closure.add(path);
  for (const name of dependenciesOf(entry)) {
    const found = resolveFrom(peers, path, name);
    if (found !== undefined) collectClosure(peers, found, closure);
  }
}

/** What npm installs with a package: of its peers, those that are not optional. */
function dependenciesOf(entry: LockedPackage): readonly string[] {
  const peers = Object.keys(entry.peerDependencies ?? {});
  const needed = peers.filter((name) => entry.peerDependenciesMeta?.[name]?.optional !== true);
  return [...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }), ...needed];
}

/** Node's look-up: in the package's own node_modules, then in each one above it. */
function resolveFrom(peers: Peers, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (peers.locked[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}

function weigh(files: readonly string[]): Weight {
  const contents = files.map((file) => readFileSync(file));
  const bytes = contents.reduce((total, content) => total + content.length, 0);
  return {
    kb: bytes / BYTES_PER_KB,
    wireKb: gzipSync(Buffer.concat(contents)).length / BYTES_PER_KB,
    files: files.length,
  };
}

/** The files of a package, without those of packages nested in it. */
function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : listFiles(path);
    return entry.isFile() ? [path] : [];
  });
}
