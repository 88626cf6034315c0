import type { Case } from '../cases.ts';

const CODE = 'Put it in a file of its own that begins with';

/** Code that is given as text, and the programs of the package. */
export const programs: readonly Case[] = [
  {
    name: 'eval',
    code: "import { Worker } from 'node:worker_threads';\nnew Worker('work()', { eval: true });\n",
    says: [CODE],
  },
  {
    name: 'eval of what nobody can tell',
    code: "import { Worker } from 'node:worker_threads';\nnew Worker(String(process.argv[2]), { eval: true });\n",
    says: [CODE],
  },
  {
    name: 'eval: false',
    code: "import { Worker } from 'node:worker_threads';\nnew Worker('work()', { eval: false });\n",
  },
  {
    name: 'eval with the line',
    code: "import { Worker } from 'node:worker_threads';\nnew Worker(\"require('overt/worker'); work();\", { eval: true });\n",
  },
  {
    name: 'eval with the line loaded first',
    code: "import { Worker } from 'node:worker_threads';\nnew Worker('work()', { eval: true, execArgv: ['-r', 'overt/worker'] });\n",
  },
  {
    name: 'eval with the line in an option that is not obeyed',
    code: "import { Worker } from 'node:worker_threads';\nnew Worker('work()', { eval: true, execArgv: ['--import', 'overt/worker'] });\n",
    says: [CODE],
  },
  {
    name: 'a data: URL',
    code: "import { Worker } from 'node:worker_threads';\nnew Worker(new URL('data:text/javascript,work()'));\n",
    says: [CODE],
  },
  {
    name: 'node -e',
    code: "import { spawn } from 'node:child_process';\nspawn(process.execPath, ['-e', 'work()']);\n",
    says: [CODE],
  },
  {
    name: 'a program of the package',
    file: 'bin/agora.js',
    code: 'work();\n',
    manifest: { bin: { ag: './bin/agora.js' } },
    says: [
      'this program (ag) are not reported. Make its first line an import of the module that calls defineTelemetry',
    ],
  },
  {
    name: 'bin as a string',
    file: 'bin/agora.js',
    code: 'work();\n',
    manifest: { name: '@x/agora', bin: 'bin/agora.js' },
    says: ['(agora)'],
  },
  {
    name: 'an empty program',
    file: 'bin/agora.js',
    code: '',
    manifest: { bin: 'bin/agora.js' },
    says: ['(agora)'],
  },
  {
    name: 'a covered program',
    file: 'bin/agora.js',
    code: "#!/usr/bin/env node\nimport '../src/telemetry.js';\n",
    files: { 'src/telemetry.js': "import { defineTelemetry } from 'overt';\n" },
    manifest: { bin: { agora: './bin/agora.js' } },
  },
  {
    name: 'a program that loads the rest when it may',
    file: 'bin/agora.js',
    code: "#!/usr/bin/env node\nawait import('../src/cli.js');\n",
    files: { 'src/cli.js': "import { defineTelemetry } from 'overt';\n" },
    manifest: { bin: { agora: './bin/agora.js' } },
  },
  {
    name: 'a file that is no program',
    file: 'bin/agora.js',
    code: 'work();\n',
    manifest: { bin: { agora: './bin/other.js' } },
  },
  {
    name: 'an entry that the author names',
    file: 'src/cli.js',
    code: 'work();\n',
    manifest: { bin: 'dist/cli.js' },
    options: { entries: ['src/cli.js'] },
    says: ['(src/cli.js)'],
  },
  {
    name: 'bin of the package inside',
    file: 'tools/x/cli.js',
    code: 'work();\n',
    manifest: { bin: 'tools/x/cli.js' },
    files: { 'tools/x/package.json': '{}' },
  },
  {
    name: 'a package.json that is being written',
    file: 'a/cli.js',
    code: 'work();\n',
    files: { 'a/package.json': '{ "bin": ' },
  },
  {
    name: 'a package.json that is no object',
    file: 'a/cli.js',
    code: 'work();\n',
    files: { 'a/package.json': '[null]' },
  },
  {
    name: 'a bin that is no path',
    file: 'a/cli.js',
    code: 'work();\n',
    files: { 'a/package.json': '{ "bin": [1, null] }' },
  },
];
