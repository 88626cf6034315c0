import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmbeddedStore } from '../src/store/embedded-store.ts';
import { countBrokenParts, ensureSchema } from '../src/store/schema.ts';
import { describeStore } from './describe-store.ts';
import { makeTempFolder } from './temp-folder.ts';

describeStore('chDB', () => createEmbeddedStore(join(makeTempFolder(), 'store')));

test.each<[name: string, harm: (folder: string) => void]>([
  [
    'the folder is a file',
    (folder) => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, 'x');
    },
  ],
  [
    'a table’s definition is garbage',
    (folder) => findFiles(folder, /\.sql$/).forEach((path) => writeFileSync(path, 'junk')),
  ],
  [
    'a table’s definition is empty',
    (folder) => findFiles(folder, /\.sql$/).forEach((path) => writeFileSync(path, '')),
  ],
])('a corrupt store is a clear error: %s', async (_, harm) => {
  const folder = join(makeTempFolder(), 'store');
  await makeStore(folder);
  harm(folder);
  await expect(createEmbeddedStore(folder)).rejects.toMatchObject({ code: 'store_broken' });
});

test('parts that are damaged are counted', async () => {
  const folder = join(makeTempFolder(), 'store');
  await makeStore(folder);
  for (const path of findFiles(folder, /data\.bin$/)) writeFileSync(path, 'x');
  const store = await createEmbeddedStore(folder);
  expect(await countBrokenParts(store)).toBe(1);
  await store.close();
});

async function makeStore(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const store = await createEmbeddedStore(folder);
  await ensureSchema(store);
  await store.command("INSERT INTO ledgers VALUES ('default', 'x', 1, 1, 1, 0, '{}')");
  await store.close();
}

function findFiles(folder: string, name: RegExp): string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) return findFiles(path, name);
    return name.test(entry) ? [path] : [];
  });
}
