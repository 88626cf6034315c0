import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeDataFolder } from '../data/data-folder.ts';
import { CollectorError } from '../errors.ts';
import { addWriteKey, readKeys } from '../keys/key-file.ts';

export type KeysOptions = { readonly data: string };

/** `overt-collector keys list` */
export function runKeysList({ data }: KeysOptions): void {
  const folder = resolve(data);
  const keys = existsSync(folder) ? readKeys(folder) : undefined;
  if (keys === undefined) {
    throw new CollectorError(
      'data_folder_missing',
      `${folder} has no keys yet: the first \`serve\` makes them.`,
    );
  }
  const lines = keys.projects.flatMap(({ name, writeKeys }) =>
    writeKeys.map((key) => `write  ${name}  ${key}\n`),
  );
  process.stdout.write(`read   *  ${keys.readKey}\n${lines.join('')}`);
}

/** `overt-collector keys add <project>`: prints the new key alone, for scripts. */
export async function runKeysAdd(project: string, { data }: KeysOptions): Promise<void> {
  const folder = resolve(data);
  makeDataFolder(folder);
  process.stdout.write(`${await addWriteKey(folder, project)}\n`);
}
