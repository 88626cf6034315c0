import type { Case } from '../cases.ts';

const WORKER = "import { Worker } from 'node:worker_threads';\n";
const BY_URL = "new Worker(new URL('./worker.js', import.meta.url));\n";
const UNCOVERED = { 'src/worker.js': "import 'node:fs';\n" };
const COVERED = { 'src/worker.js': "import 'overt/worker';\n" };
const SAID = [
  "src/worker.js, which is started here as a worker thread, are not reported. Make this its first line: import 'overt/worker';",
];
const FOUND = { files: UNCOVERED, says: SAID };

/** `new Worker(…)` of a file. */
export const threads: readonly Case[] = [
  { name: 'a worker without the line', code: WORKER + BY_URL, ...FOUND },
  { name: 'a worker with the line', code: WORKER + BY_URL, files: COVERED },
  {
    name: 'a worker that loads the telemetry through two files',
    code: WORKER + BY_URL,
    files: {
      'src/worker.js': "import { work } from './work.js';\nwork();\n",
      'src/work.js': "export { work } from './deep/index.js';\n",
      'src/deep/index.js':
        "import { defineTelemetry } from 'overt';\nexport const work = () => defineTelemetry;\n",
    },
  },
  {
    name: 'files that import each other end',
    code: WORKER + BY_URL,
    files: { 'src/worker.js': "import './other.js';\n", 'src/other.js': "import './worker.js';\n" },
    says: SAID,
  },
  {
    name: 'overt/testing covers nothing',
    code: WORKER + BY_URL,
    files: { 'src/worker.js': "import 'overt/testing';\n" },
    says: SAID,
  },
  {
    name: 'a comment, a string and a type are no import',
    code: WORKER + BY_URL,
    files: {
      'src/worker.js':
        "// import 'overt/worker';\n/* import 'overt' */ const a = \"import 'overt'\";\nconst b = `\nimport 'overt';`;\nconst c = /'/; const d = 'overt';\n",
    },
    says: SAID,
  },
  {
    name: 'the module under another name',
    code: `import * as wt from 'worker_threads';\nnew wt.${BY_URL.slice(4)}`,
    ...FOUND,
  },
  {
    name: 'the default export',
    code: `import wt from 'node:worker_threads';\nnew wt.${BY_URL.slice(4)}`,
    ...FOUND,
  },
  {
    name: 'an alias',
    code: `import { Worker as W } from 'node:worker_threads';\nconst T = W;\nnew T(new URL('./worker.js', import.meta.url));\n`,
    ...FOUND,
  },
  {
    name: 'imported when needed',
    code: `const { Worker } = await import('node:worker_threads');\n${BY_URL}`,
    ...FOUND,
  },
  {
    name: 'process.getBuiltinModule',
    code: `const { Worker } = process.getBuiltinModule('node:worker_threads');\n${BY_URL}`,
    ...FOUND,
  },
  { name: 'a Worker that is not of Node', code: BY_URL, files: UNCOVERED },
  {
    name: 'a Worker of another module',
    code: `import { Worker } from 'tinypool';\n${BY_URL}`,
    files: UNCOVERED,
  },
  {
    name: 'a Worker of the surrounding function',
    code: `${WORKER}export function f(Worker) {\n  ${BY_URL}}\nf(Worker);\n`,
    files: UNCOVERED,
  },
  {
    name: 'fileURLToPath',
    code: `${WORKER}import { fileURLToPath } from 'node:url';\nnew Worker(fileURLToPath(new URL('./worker.js', import.meta.url)));\n`,
    ...FOUND,
  },
  {
    name: 'path.join and import.meta.dirname',
    code: `${WORKER}import path from 'node:path';\nnew Worker(path.join(import.meta.dirname, 'worker.js'));\n`,
    ...FOUND,
  },
  {
    name: 'a folder that is made by hand',
    code: `${WORKER}import { dirname, resolve } from 'node:path';\nimport { fileURLToPath } from 'node:url';\nconst here = dirname(fileURLToPath(import.meta.url));\nconst file = resolve(here, 'worker.js');\nnew Worker(file);\n`,
    ...FOUND,
  },
  {
    name: 'the pathname of a URL',
    code: `${WORKER}new Worker(new URL('worker.js', import.meta.url).pathname);\n`,
    ...FOUND,
  },
  {
    name: 'a template',
    code: `${WORKER}const name = 'worker';\nnew Worker(new URL(\`./\${name}.js\`, import.meta.url));\n`,
    ...FOUND,
  },
  {
    name: 'import.meta.resolve',
    code: `${WORKER}new Worker(new URL(import.meta.resolve('./worker.js')));\n`,
    ...FOUND,
  },
  { name: 'relative to the package', code: `${WORKER}new Worker('./src/worker.js');\n`, ...FOUND },
  { name: 'relative to the file', code: `${WORKER}new Worker('./worker.js');\n`, ...FOUND },
  {
    name: 'a source in TypeScript',
    code: WORKER + BY_URL,
    files: { 'src/worker.ts': "import type { Telemetry } from 'overt';\nlet x: Telemetry;\n" },
    says: ['src/worker.ts, which'],
  },
  {
    name: 'a covered source in TypeScript',
    code: WORKER + BY_URL,
    files: {
      'src/worker.ts': "import { x } from './x.js';\n",
      'src/x.ts': "import { type Telemetry, defineTelemetry } from 'overt';\n",
    },
  },
  {
    name: 'the file itself',
    code: `${WORKER}new Worker(new URL(import.meta.url));\n`,
    says: ['src/main.js, which'],
  },
  {
    name: 'the file itself, covered',
    code: `import 'overt';\n${WORKER}new Worker(new URL(import.meta.url));\n`,
  },
  { name: 'a file that is not there', code: `${WORKER}new Worker(new URL('./gone.js', import.meta.url));\n` },
  {
    name: 'a file that is not there, with `dynamic`',
    code: `${WORKER}new Worker(new URL('./gone.js', import.meta.url));\n`,
    options: { dynamic: true },
    says: ['started here as a worker thread, and whether'],
  },
  { name: 'a file that nobody can tell', code: `${WORKER}new Worker(process.argv[2]);\n` },
  {
    name: 'a name that changes',
    code: `${WORKER}let file = new URL('./worker.js', import.meta.url);\nfile = process.argv[2];\nnew Worker(file);\n`,
    ...FOUND,
    says: [],
  },
  {
    name: 'a name that stands for itself',
    code: `${WORKER}const file = file;\nnew Worker(file);\n`,
    options: { dynamic: true },
    says: ['started here as a worker thread'],
  },
  {
    name: 'a file of a dependency',
    code: `${WORKER}new Worker(new URL('../node_modules/x/worker.js', import.meta.url));\n`,
    files: { 'node_modules/x/worker.js': '' },
  },
  {
    name: 'a module that the author names',
    code: WORKER + BY_URL,
    files: { 'src/worker.js': "import '@agora/telemetry';\n" },
    options: { modules: ['@agora/telemetry'] },
  },
  {
    name: 'a module that Node loads first',
    code: `${WORKER}new Worker(new URL('./worker.js', import.meta.url), { execArgv: ['--import', 'overt/worker'] });\n`,
    files: UNCOVERED,
  },
  {
    name: 'a linted file in TypeScript',
    file: 'src/main.ts',
    code: `${WORKER}const url = new URL('./worker.js', import.meta.url) as URL;\nnew Worker(url!, {} satisfies object);\n`,
    oxlintOnly: true,
    ...FOUND,
  },
  {
    name: 'import = require',
    file: 'src/main.cts',
    code: `import wt = require('node:worker_threads');\nnew wt.Worker(__dirname + '/worker.js');\n`,
    oxlintOnly: true,
    ...FOUND,
  },
];
