/**
 * Checks what is published, as its users get it: `npm run publint`, after a build. Each package is packed, looked at by
 * publint and attw, installed from its tarball in an empty folder, loaded there with `import` and with `require()`, and
 * used by a TypeScript program (scripts/consumer/) under the two module resolutions in use.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Manifest = {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
};
type Subject = { readonly manifest: Manifest; readonly tarball: string; readonly home: string };

const ROOT = join(import.meta.dirname, '..');
const PACKAGES = ['overt', 'collector', 'cli', 'eslint-plugin', 'sentry', 'otlp', 'posthog', 'datadog'];
const INSTALL = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
/** What is run besides --help, in the folder of the program that uses the package. */
const USES: Readonly<Record<string, readonly string[][]>> = {
  '@overt/cli': [
    ['docs', '--from', 'consumer.ts'],
    ['docs', '--from', 'consumer.ts', '--check'],
    ['check', '--from', 'consumer.ts', '--max-warnings', '1'],
    ['schema'],
  ],
};
const RESOLUTIONS = [
  { module: 'nodenext', moduleResolution: 'nodenext', files: ['consumer.ts', 'consumer.cts'] },
  { module: 'preserve', moduleResolution: 'bundler', files: ['consumer.ts'] },
];

/** By the name of the package: one that needs another gets it as it is packed. */
const tarballs = new Map<string, string>();
const temp = mkdtempSync(join(tmpdir(), 'overt-packages-'));
try {
  for (const folder of PACKAGES) checkPackage(folder);
} finally {
  rmSync(temp, { recursive: true, force: true });
}

function checkPackage(folder: string): void {
  const source = join(ROOT, 'packages', folder);
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
  const packed = npm(['pack', '--silent', '--pack-destination', temp], source).trim();
  const subject = { manifest, tarball: join(temp, packed), home: join(temp, folder) };
  tarballs.set(manifest.name, subject.tarball);
  tool('publint/src/cli.js', ['run', '--strict', subject.tarball]);
  tool('@arethetypeswrong/cli/dist/index.js', ['--profile', 'esm-only', subject.tarball]);
  install(subject);
  load(subject);
  copyFileSync(join(import.meta.dirname, `consumer/${folder}.ts`), join(subject.home, 'consumer.ts'));
  runBins(subject);
  typeCheck(subject);
  console.log(`${manifest.name}: packed, linted, installed, loaded and type-checked`);
}

function install({ home, tarball, manifest: { peerDependencies = {} } }: Subject): void {
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }');
  const peers = Object.keys(peerDependencies).flatMap((name) => tarballs.get(name) ?? []);
  npm([...INSTALL, tarball, ...peers], home);
}

/** Both ways must find the same names; a name that only one finds is a second instance or a lost export. */
function load({ home, manifest }: Subject): void {
  const entries = Object.keys(manifest.exports).filter((entry) => !entry.endsWith('.json'));
  const names = entries.map((entry) => manifest.name + entry.slice(1));
  if (names.length === 0) return;
  // Node adds `__esModule` to what `require()` gives of a module with a default export.
  const list = `.filter((key) => key !== '__esModule').join()`;
  const asEsm = `for (const name of ${JSON.stringify(names)}) console.log(name, Object.keys(await import(name))${list});`;
  const asCjs = `for (const name of ${JSON.stringify(names)}) console.log(name, Object.keys(require(name))${list});`;
  const [esm, cjs] = [
    node(['--input-type=module', '-e', asEsm], home),
    node(['--input-type=commonjs', '-e', asCjs], home),
  ];
  if (esm !== cjs || esm.trim().split('\n').length !== names.length)
    throw new Error(`${manifest.name}: import finds\n${esm}require() finds\n${cjs}`);
}

function runBins({ home, manifest: { name, bin = {} } }: Subject): void {
  for (const file of Object.values(bin)) {
    const program = join(home, 'node_modules', name, file);
    node([program, '--help'], home);
    for (const args of USES[name] ?? []) node([program, ...args], home);
  }
}

function typeCheck({ home }: Subject): void {
  copyFileSync(join(home, 'consumer.ts'), join(home, 'consumer.cts'));
  for (const { files, ...resolution } of RESOLUTIONS) {
    const compilerOptions = {
      ...resolution,
      target: 'es2023',
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      typeRoots: [join(ROOT, 'node_modules/@types')],
      types: ['node'],
    };
    writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    tool('typescript/bin/tsc', ['-p', home]);
  }
}

function npm(args: string[], cwd: string): string {
  // Under `npm run` npm says where it is; that also spares a shell on Windows.
  const cli = process.env['npm_execpath'];
  return cli === undefined ? run('npm', args, cwd) : node([cli, ...args], cwd);
}

function tool(path: string, args: string[]): void {
  node([join(ROOT, 'node_modules', path), ...args], ROOT);
}

function node(args: string[], cwd: string): string {
  return run(process.execPath, args, cwd);
}

/** What a step prints is of interest only when it fails. */
function run(file: string, args: string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(file, args, { cwd, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${file} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`, { cause: error });
}
