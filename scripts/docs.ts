/**
 * Makes the parts of docs/ that come from data: `npm run docs`. A test says when they are stale.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PARTS } from './docs/all.ts';
import { remake } from './docs/parts.ts';

const ROOT = join(import.meta.dirname, '..');

for (const file of new Set(PARTS.map((part) => part.file))) {
  const { is, should } = await remake(
    file,
    PARTS.filter((part) => part.file === file),
  );
  if (is === should) continue;
  writeFileSync(join(ROOT, file), should);
  console.log(`${file} is new.`);
}
