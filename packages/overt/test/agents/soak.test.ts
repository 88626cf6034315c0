import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../..');
const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');

/** Twenty seconds of what `npm run soak` does in ten minutes. */
test('an agent that runs on does not grow, is not late, and loses nothing when it is killed', () => {
  const soak = join(ROOT, 'packages/overt/bench/soak.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [TSX, soak, '--minutes', '0.33'], {
    encoding: 'utf8',
  });
  expect({ status, stderr, stdout }).toMatchObject({ status: 0 });
  expect(stdout).toMatch(/recorded (\d{4}), received/);
}, 90_000);
