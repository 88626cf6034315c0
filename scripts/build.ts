/**
 * Builds every package: types with `tsc -b`, then each entry as one bundled file.
 *
 * The SDK is bundled because a CLI pays for each file that it loads: forty files cost several times what one
 * costs (docs/benchmarks.md). The courier is bundled first, since `bundled.js` carries it, packed, as a string.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { rolldown, type InputOptions, type Plugin } from 'rolldown';

const ROOT = join(import.meta.dirname, '..');
const OVERT = join(ROOT, 'packages/overt');
const COLLECTOR = join(ROOT, 'packages/collector');
const CLI = join(ROOT, 'packages/cli');
const LINT = join(ROOT, 'packages/eslint-plugin');
/** What pages are made from: everything else can do without the reasons of built-in events. */
const NAMES_REASONS = 'overt/dist/catalogue.js';
/** Modules that the build puts in. */
const VIRTUAL = ['whole-package', 'whole-worker', 'sink-code'];
/** `overt/commander` and so on: each a file of its own. */
const ADAPTERS = 'argv cac citty clipanion commander gunshi meow oclif sade stricli yargs'.split(' ');
/** Those whose code is loaded by tools or couriers: each byte of it is read at run time. */
const SMALL = ['overt', 'sentry', 'otlp', 'posthog', 'datadog'].map((name) => join(ROOT, 'packages', name));
type Package = { readonly name: string; readonly folder: string; readonly build: () => Promise<void> };
const PACKAGES: readonly Package[] = [
  { name: 'overt', folder: OVERT, build: buildSdk },
  { name: 'collector', folder: COLLECTOR, build: buildCollector },
  { name: 'cli', folder: CLI, build: buildCli },
  { name: 'eslint-plugin', folder: LINT, build: buildLint },
  describeSink('sentry', ['@sentry/core']),
  describeSink('posthog', []),
  describeSink('datadog', []),
  describeSink('otlp', []),
];

await main();

async function main(): Promise<void> {
  // `tsx scripts/build.ts overt` builds one package only.
  const wanted = process.argv.slice(2);
  const packages = PACKAGES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  for (const { folder, build } of packages) {
    rmSync(join(folder, 'dist'), { recursive: true, force: true });
    execFileSync(process.execPath, [tsc, '-b', folder], { stdio: 'inherit' });
    await build();
  }
}

async function buildSdk(): Promise<void> {
  const whole = join(OVERT, 'dist/whole.cjs');
  await bundle({ input: join(OVERT, 'src/entry/whole.ts') }, whole);
  const packed = brotliCompressSync(readFileSync(whole)).toString('base64');
  rmSync(whole);
  const courier = {
    input: join(OVERT, 'src/entry/courier.ts'),
    // What commands and daemons use, too, stays in the courier: it is one file, and loads no other to deliver.
    preserveEntrySignatures: 'allow-extension' as const,
  };
  await bundle(courier, join(OVERT, 'dist/courier.cjs'), { lazy: 'commands.cjs' });
  const redaction = {
    'redact/local.ts': { file: 'courier.cjs', names: ['createLocalRedactor'] },
    'courier/deliver/redact-events.ts': { file: 'courier.cjs', names: ['redactEvents'] },
  };
  const names = ['explainConsent', 'introduce', 'noticeIfDue', 'sayDecision', 'withDebug'];
  for (const [entry, apart] of [
    ['checks', {}],
    ['rare', redaction],
    ['errors', redaction],
    ['agents', redaction],
    [
      'cold',
      {
        ...redaction,
        'entry/rare.ts': { file: 'rare.cjs', names },
        'entry/agents.ts': { file: 'agents.cjs', names: ['createSessions'] },
      },
    ],
  ] as const) {
    const input = { input: join(OVERT, `src/entry/${entry}.ts`), plugins: [elsewhere(apart)] };
    await bundle(input, join(OVERT, `dist/${entry}.cjs`));
  }
  await bundle({ input: join(OVERT, 'src/entry/runtimes.ts') }, join(OVERT, 'dist/runtimes.cjs'));
  await bundle({ input: join(OVERT, 'src/index.ts') }, join(OVERT, 'dist/index.js'));
  await bundle(
    { input: join(OVERT, 'src/entry/bundled.ts'), plugins: [textModule('whole-package', packed)] },
    join(OVERT, 'dist/bundled.js'),
  );
  await buildWorker(elsewhere(redaction));
  await bundle({ input: join(OVERT, 'src/testing.ts') }, join(OVERT, 'dist/testing.js'));
  await bundle({ input: join(OVERT, 'src/entry/catalogue.ts') }, join(OVERT, 'dist/catalogue.js'));
  await bundle({ input: join(OVERT, 'src/entry/host.ts') }, join(OVERT, 'dist/host.js'));
  await bundle({ input: join(OVERT, 'src/entry/adapter.ts') }, join(OVERT, 'dist/adapter.js'));
  for (const name of ADAPTERS)
    await bundle({ input: join(OVERT, `src/adapters/${name}.ts`) }, join(OVERT, `dist/${name}.js`));
  const adapters = ADAPTERS.map((name) => `adapters/${name}.d.ts`);
  const entries = ['adapter', 'catalogue', 'host', 'worker'].map((name) => `entry/${name}.d.ts`);
  const others = ['index.d.ts', 'testing.d.ts', ...adapters];
  keepReachableTypes(join(OVERT, 'dist/types'), [...entries, ...others]);
}

/** `overt/worker`: the line itself, and what it loads when something crashes, beside it or packed into it. */
async function buildWorker(apart: Plugin): Promise<void> {
  const input = join(OVERT, 'src/entry/worker-crash.ts');
  const crash = join(OVERT, 'dist/worker-crash.cjs');
  await bundle({ input }, crash);
  const packed = brotliCompressSync(readFileSync(crash)).toString('base64');
  await bundle({ input, plugins: [apart] }, crash);
  await bundle({ input: join(OVERT, 'src/entry/worker.ts') }, join(OVERT, 'dist/worker.js'));
  await bundle(
    { input: join(OVERT, 'src/entry/worker-bundled.ts'), plugins: [textModule('whole-worker', packed)] },
    join(OVERT, 'dist/worker-bundled.js'),
  );
}

/** Half of the declarations are of modules that no user can name: they need not be installed. */
function keepReachableTypes(folder: string, entries: readonly string[]): void {
  const reached = new Set<string>();
  const reach = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    const imports = readFileSync(file, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g);
    for (const [, path = ''] of imports) reach(join(dirname(file), `${path}.d.ts`));
  };
  for (const entry of entries) reach(join(folder, entry));
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    if (name.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
  }
}

async function buildCollector(): Promise<void> {
  for (const entry of ['index', 'cli']) {
    await bundle({ input: join(COLLECTOR, `src/${entry}.ts`) }, join(COLLECTOR, `dist/${entry}.js`));
  }
  chmodSync(join(COLLECTOR, 'dist/cli.js'), 0o755);
}

async function buildCli(): Promise<void> {
  for (const entry of ['cli', 'authoring', 'wrapping']) {
    await bundle({ input: join(CLI, `src/${entry}.ts`) }, join(CLI, `dist/${entry}.js`));
  }
  const cli = join(CLI, 'dist/cli.js');
  chmodSync(cli, 0o755);
  writeFileSync(join(CLI, 'dist/overt.schema.json'), execFileSync(process.execPath, [cli, 'schema']));
}

async function buildLint(): Promise<void> {
  await bundle({ input: join(LINT, 'src/index.ts') }, join(LINT, 'dist/index.js'));
}

/** The code of a sink is one file, with what it uses of `bundled` in it: the courier loads no other. */
function describeSink(name: string, bundled: readonly string[]): Package {
  const folder = join(ROOT, 'packages', name);
  return { name, folder, build: () => buildSink(folder, bundled) };
}

async function buildSink(folder: string, bundled: readonly string[]): Promise<void> {
  const file = join(folder, 'dist/sink.cjs');
  await bundle({ input: join(folder, 'src/sink.ts') }, file, { bundled });
  const packed = brotliCompressSync(readFileSync(file)).toString('base64');
  await bundle({ input: join(folder, 'src/index.ts') }, join(folder, 'dist/index.js'));
  await bundle(
    { input: join(folder, 'src/bundled.ts'), plugins: [textModule('sink-code', packed)] },
    join(folder, 'dist/bundled.js'),
  );
  keepReachableTypes(join(folder, 'dist/types'), ['index.d.ts']);
}

/** One file, or two where `lazy` names the one for what is imported only when needed. */
async function bundle(
  input: InputOptions,
  file: string,
  { lazy, bundled = [] }: { readonly lazy?: string; readonly bundled?: readonly string[] } = {},
): Promise<void> {
  const external = (id: string): boolean =>
    !id.startsWith('.') && !id.startsWith('/') && !VIRTUAL.includes(id) && !bundled.includes(id);
  const plugins = file.endsWith(NAMES_REASONS) ? input.plugins : [input.plugins, withoutReasons()];
  const build = await rolldown({ ...input, plugins, platform: 'node', external });
  await build.write({
    ...(lazy === undefined
      ? { file, codeSplitting: false }
      : { dir: dirname(file), entryFileNames: basename(file), chunkFileNames: lazy }),
    format: file.endsWith('.cjs') ? 'cjs' : 'esm',
    minify: SMALL.some((folder) => file.startsWith(`${folder}/`)),
  });
  await build.close();
  if (SMALL.some((folder) => file.startsWith(`${folder}/`))) keepAscii(file);
}

/** One character beyond Latin-1 makes V8 keep the whole file as two bytes a character: `index.js` would take 48 kB more of each run's heap. */
function keepAscii(file: string): void {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  // Without the flag `u`: each half of a pair is escaped for itself, as JavaScript writes it in texts and patterns.
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/[\u0080-\uffff]/g, escape));
}

/** Where the exports of a module are, if not in the bundle. */
type Elsewhere = { readonly file: string; readonly names: readonly string[] };

/**
 * Leaves modules out of a bundle: what they export is taken, when it is first called, from a file that lies beside. What
 * is long and seldom needed would otherwise be installed, and read by Node, several times.
 */
function elsewhere(modules: Readonly<Record<string, Elsewhere>>): Plugin {
  return {
    name: 'elsewhere',
    load: (id) => {
      const found = Object.entries(modules).find(([path]) => id.endsWith(`packages/overt/src/${path}`));
      if (found === undefined) return null;
      const [, { file, names }] = found;
      // Of whoever loaded this file (entry/load-beside.ts): a bundler would follow a plain `require`.
      return names
        .map(
          (name) => `export const ${name} = (...values) => module.require('./${file}').${name}(...values);`,
        )
        .join('\n');
    },
  };
}

/** Why a built-in event is collected is told by pages that are made when a tool is built: no run has to read it. */
function withoutReasons(): Plugin {
  return {
    name: 'without-reasons',
    transform: (code, id) =>
      /packages\/overt\/src\/catalogue\/(?:builtin|core-events)\.ts$/.test(id)
        ? code.replaceAll(/why: '[^']*',?/g, '')
        : null,
  };
}

/** Serves `text` as the default export of the virtual module `name`. */
function textModule(name: string, text: string): Plugin {
  return {
    name: `text:${name}`,
    resolveId: (id) => (id === name ? { id: name } : null),
    load: (id) => (id === name ? `export default ${JSON.stringify(text)};` : null),
  };
}
