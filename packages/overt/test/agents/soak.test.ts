import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../..');
const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');

/**
 * Twenty seconds of what `npm run soak` does in ten minutes. On a machine that does other things the one process may be late by chance, but
 * not again and again.
 */
const AGAIN = { retry: 2, timeout: 90_000 };

test('an agent that runs on does not grow, is not late, and loses nothing when it is killed', AGAIN, () => {
  const soak = join(ROOT, 'packages/overt/bench/soak.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [TSX, soak, '--minutes', '0.33'], {
    encoding: 'utf8',
  });
  expect({ status, stderr, stdout }).toMatchObject({ status: 0 });
  expect(stdout).toMatch(/recorded (\d{4}), received/);
});
