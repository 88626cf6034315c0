import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const PACKAGE = join(import.meta.dirname, '..');
const OVERT = join(PACKAGE, '../../packages/cli/dist/cli.js');

test.each([
  [join(PACKAGE, 'scripts/docs.js'), '--check'],
  [OVERT, 'check', '--max-warnings', '0'],
])('what it declares is documented and without fault: %s %s', (...words) => {
  const { status, stderr } = spawnSync(process.execPath, words, {
    cwd: PACKAGE,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
