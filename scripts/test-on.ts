/**
 * Runs every test on other versions of Node, from the npm package `node`: `npm run test:on -- 22 24`. What is tested
 * was built on the present one, as it is for users. Arguments after `--` are vitest's: `npm run test:on -- 22 -- ends`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const VITEST = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');

const given = process.argv.slice(2);
const end = given.includes('--') ? given.indexOf('--') : given.length;
const versions = given.slice(0, end);
if (versions.length === 0 || versions.some((version) => !/^\d+(\.\d+){0,2}$/.test(version))) {
  console.error('Expected versions of Node, such as: npm run test:on -- 22 24');
  process.exit(2);
}

const failed = versions.filter((version) => testOn(version, given.slice(end + 1)) !== 0);
if (failed.length > 0) console.error(`\nFailed on Node ${failed.join(' and ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;

function testOn(version: string, args: string[]): number | null {
  const node = ['exec', '--yes', `--package=node@${version}`, '--', 'node'];
  // Asked first: without the package's own binary the `node` on the PATH would run, which is the present one.
  const { stdout = '' } = npm([...node, '--version'], 'pipe');
  const actual = stdout.trim();
  if (!`${actual}.`.startsWith(`v${version}.`)) {
    console.error(`Expected Node ${version} from the package \`node\`, got ${actual || 'nothing'}`);
    return null;
  }
  console.log(`\nOn Node ${actual}:`);
  return npm([...node, VITEST, 'run', ...args], 'inherit').status;
}

function npm(args: string[], stdout: 'pipe' | 'inherit'): { status: number | null; stdout?: string } {
  const cli = process.env['npm_execpath'];
  const [file, all] = cli === undefined ? ['npm', args] : [process.execPath, [cli, ...args]];
  const { status, stdout: text } = spawnSync(file, all, {
    stdio: ['inherit', stdout, 'inherit'],
    encoding: 'utf8',
  });
  return { status, stdout: text };
}
