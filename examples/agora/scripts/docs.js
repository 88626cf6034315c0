/**
 * Writes TELEMETRY.md and the schema, or looks whether they are fresh (`--check`): as of a release, since a build from source
 * sends nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = join(import.meta.dirname, '..');
const OVERT = join(PACKAGE, '../../packages/cli/dist/cli.js');
/** Where nobody listens. */
const DSN = 'https://public@sentry.example/1';

// Within the package, so that the release finds what it depends on.
const folder = mkdtempSync(join(PACKAGE, '.release-'));
try {
  run([join(PACKAGE, 'scripts/release.js'), folder, '--dsn', DSN, '--environment', 'production']);
  const documents = ['--out', 'TELEMETRY.md', '--schema-out', 'telemetry.schema.json'];
  const from = ['--from', join(folder, 'src/telemetry.js')];
  process.exitCode = run([OVERT, 'docs', ...from, ...documents, ...process.argv.slice(2)]);
} finally {
  rmSync(folder, { recursive: true });
}

function run(words) {
  return spawnSync(process.execPath, words, { cwd: PACKAGE, stdio: 'inherit' }).status ?? 1;
}
