import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { atEachStep } from '../../test/harness/overtaken.ts';
import { openSpool } from '../../test/harness/written-spool.ts';
import { deleteIds, listIds, resetIds } from './ids.ts';
import { makeSecret } from './make-secret.ts';

it.each([
  { what: 'erased', forget: deleteIds, isKept: false },
  { what: 'reset', forget: resetIds, isKept: true },
])('an id that is $what does not come back by a run that starts meanwhile', async ({ forget, isKept }) => {
  await atEachStep(() => {
    const { platform, folder } = openSpool();
    const path = join(folder, 'install-id');
    const id = makeSecret(platform, path) ?? '';
    // What is left where the file was spoilt once.
    for (const spare of ['spare0', 'spare1']) cpSync(path, `${path}.${spare}`);
    makeSecret(platform, join(folder, 'salt'));
    return {
      platform,
      act: (overtaken) => forget(overtaken, [folder]),
      other: () => makeSecret(platform, path),
      check: () => {
        const { current, past } = listIds(platform, { folders: [folder], rotate: 'never' });
        expect(current).not.toBe(id);
        expect(past.includes(id)).toBe(isKept);
        const names = readdirSync(folder).filter((name) => name.startsWith('install-id'));
        for (const name of names) expect(readFileSync(join(folder, name), 'utf8')).not.toContain(id);
      },
    };
  });
});
