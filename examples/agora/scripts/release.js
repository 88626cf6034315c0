/**
 * Makes a release of agora: `release.js <folder> --dsn <dsn> --commit <hash> --environment production`. A copy of the sources
 * with the constants of the build.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const PACKAGE = join(import.meta.dirname, '..');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dsn: { type: 'string', default: '' },
    commit: { type: 'string', default: '' },
    environment: { type: 'string', default: '' },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Expected the folder of the release.');
for (const name of ['bin', 'src', 'package.json'])
  cpSync(join(PACKAGE, name), join(folder, name), { recursive: true });
const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
writeFileSync(
  join(folder, 'src/build.js'),
  `export const BUILD = ${JSON.stringify({ version, ...values })};\n`,
);
