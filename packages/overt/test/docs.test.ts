import { expect, test } from 'vitest';
import { REGIONS } from '../../../scripts/docs/all.ts';
import { remake } from '../../../scripts/docs/regions.ts';

const FILES = [...new Set(REGIONS.map(({ file }) => file))];

test.each(FILES)('%s is what its data make of it (npm run docs)', (file) => {
  const { is, should } = remake(
    file,
    REGIONS.filter((region) => region.file === file),
  );
  expect(is).toBe(should);
});
