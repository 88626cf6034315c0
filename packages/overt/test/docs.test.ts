import { expect, test } from 'vitest';
import { PARTS } from '../../../scripts/docs/all.ts';
import { remake } from '../../../scripts/docs/parts.ts';

const FILES = [...new Set(PARTS.map(({ file }) => file))];

test.each(FILES)('%s is what its data make of it (npm run docs)', async (file) => {
  const { is, should } = await remake(
    file,
    PARTS.filter((part) => part.file === file),
  );
  expect(is).toBe(should);
});
