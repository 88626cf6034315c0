import { expect, test } from 'vitest';
import { findRunner, PLAIN_RUNNER } from './executable.ts';

test.each([
  '/usr/bin/node',
  '/usr/bin/nodejs',
  '/opt/node20',
  '/opt/node-22.3.1',
  'C:\\Program Files\\nodejs\\NODE.EXE',
  '/home/u/.bun/bin/bun',
  'C:\\bun\\bun.exe',
])('%s takes a file to run', (path) => {
  expect(findRunner(path)).toBe(PLAIN_RUNNER);
});

test.each([
  '/usr/local/bin/tally',
  '/usr/local/bin/nodemon',
  '/usr/local/bin/node-gyp',
  '/usr/local/bin/bundle',
  '/usr/local/bin/bunny.exe',
  '/opt/electron/electron',
  '/usr/bin/deno',
  '',
])('%s may be the tool itself', (path) => {
  expect(findRunner(path)).toBeUndefined();
});
