import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ALL_RULES } from '../src/rules/all-rules.ts';

/** Without the blanks that a formatter puts into tables. */
const squeeze = (text: string): string => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---').trim();

test('the README lists the rules as they are', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const [, listed = ''] = /<!-- rules -->(.*)<!-- \/rules -->/s.exec(readme) ?? [];
  const rows = ALL_RULES.map(
    ({ id, severity, summary, isFatal }) =>
      `| \`${id}\` | ${severity}${isFatal ? ' \\*' : ''} | ${summary} |`,
  );
  expect(squeeze(listed)).toBe(squeeze(['| rule | | |', '| --- | --- | --- |', ...rows].join('\n')));
});
