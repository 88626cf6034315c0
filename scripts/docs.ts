/**
 * Makes the parts of docs/ that come from data: `npm run docs`. A test says when they are stale.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REGIONS } from './docs/all.ts';
import { remake } from './docs/regions.ts';

const ROOT = join(import.meta.dirname, '..');

for (const file of new Set(REGIONS.map((region) => region.file))) {
  const { is, should } = remake(
    file,
    REGIONS.filter((region) => region.file === file),
  );
  if (is === should) continue;
  writeFileSync(join(ROOT, file), should);
  console.log(`${file} is new.`);
}
