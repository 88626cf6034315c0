import type { Case } from '../cases.ts';

const CHILD = { 'src/child.js': 'work();\n' };
const SAYS = ['src/child.js, which is started here as a child process, are not reported.'];
const FOUND = { files: CHILD, says: SAYS };
const JOINED = "path.join(__dirname, 'child.js')";
const COMMON = { manifest: { type: 'commonjs' } };

/** `fork`, and `spawn` and `execFile` of Node itself. */
export const processes: readonly Case[] = [
  {
    name: 'fork',
    code: "import { fork } from 'node:child_process';\nfork(new URL('./child.js', import.meta.url));\n",
    ...FOUND,
  },
  {
    name: 'fork with arguments and options',
    code: "import { fork } from 'child_process';\nfork('./src/child.js', ['a'], { silent: true });\n",
    ...FOUND,
  },
  {
    name: 'fork in CommonJS',
    code: `const path = require('path');\nconst cp = require('child_process');\ncp.fork(${JOINED});\n`,
    ...COMMON,
    files: CHILD,
    says: ["Make this its first line: require('overt/worker');"],
  },
  {
    name: 'a name that is taken out of the module',
    code: `const { join } = require('node:path');\nvar start = require('child_process').fork;\nstart(join(__dirname, 'child'));\n`,
    ...COMMON,
    ...FOUND,
  },
  {
    name: 'covered by require',
    code: `const path = require('path');\nrequire('child_process').fork(${JOINED});\n`,
    ...COMMON,
    files: { 'src/child.js': "'use strict';\nrequire('overt/worker');\n" },
  },
  {
    name: 'an ES module out of CommonJS',
    code: `const path = require('path');\nrequire('child_process').fork(path.join(__dirname, 'child.mjs'));\n`,
    ...COMMON,
    files: { 'src/child.mjs': '' },
    says: ["first line: import 'overt/worker';"],
  },
  {
    name: 'require.resolve',
    code: "require('child_process').fork(require.resolve('./child'));\n",
    ...COMMON,
    ...FOUND,
  },
  {
    name: 'spawn of Node',
    code: "import { spawn } from 'node:child_process';\nspawn(process.execPath, ['--no-warnings', '-r', 'x', 'src/child.js', '--flag']);\n",
    ...FOUND,
  },
  {
    name: 'spawn of Node by its name',
    code: "import { spawnSync } from 'node:child_process';\nspawnSync('node', ['src/child.js']);\n",
    ...FOUND,
  },
  {
    name: 'execFile of Node',
    code: "import { execPath } from 'node:process';\nimport { execFile } from 'node:child_process';\nexecFile(execPath, [import.meta.dirname + '/child.js'], () => {});\n",
    ...FOUND,
  },
  {
    name: 'two starts',
    code: "import { fork } from 'node:child_process';\nfork('./src/child.js');\nfork('./src/other.js');\n",
    files: { ...CHILD, 'src/other.js': '' },
    says: [...SAYS, 'src/other.js'],
  },
  {
    name: 'spawn of another program',
    code: "import { spawn } from 'node:child_process';\nspawn('git', ['src/child.js']);\n",
    files: CHILD,
    options: { dynamic: true },
  },
  {
    name: 'spawn with the line loaded first',
    code: "import { spawn } from 'node:child_process';\nspawn(process.execPath, ['--import=overt/worker', 'src/child.js']);\n",
    files: CHILD,
  },
  {
    name: 'Node without a program',
    code: "import { spawnSync } from 'node:child_process';\nspawnSync(process.execPath, ['--version']);\nspawnSync(process.execPath, []);\n",
    options: { dynamic: true },
  },
  {
    name: 'arguments that nobody can tell',
    code: "import { spawn } from 'node:child_process';\nspawn(process.execPath, args());\nspawn(process.execPath, [...args()]);\nfunction args() { return []; }\n",
    options: { dynamic: true },
    says: ['child process, and whether', 'child process, and whether'],
  },
  {
    name: 'fork of another package',
    code: "import { fork } from 'node:child_process';\nfork(new URL('../../elsewhere.js', import.meta.url));\n",
    files: { '../elsewhere.js': '' },
  },
  { name: 'fork of nothing', code: "import { fork } from 'node:child_process';\nfork();\n" },
];
