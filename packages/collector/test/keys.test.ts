import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockDataFolder, lockKeys } from '../src/data/lock.ts';
import { addWriteKey, readKeys, readOrMakeKeys } from '../src/keys/key-file.ts';
import { createKeyRing } from '../src/keys/key-ring.ts';
import { runCli, startCli, startProcess } from './collector-process.ts';
import { makeTempFolder } from './temp-folder.ts';
import { waitFor } from './wait-for.ts';

const OLD = `${JSON.stringify({ readKey: 'ovr_old', projects: [{ name: 'default', writeKeys: ['ovw_old'] }] })}\n`;

const writeKeysOf = (folder: string): string[] =>
  readKeys(folder)?.projects.flatMap(({ writeKeys }) => writeKeys) ?? [];

test('the first start beside several `keys add`: what each has printed is in the file', async () => {
  const data = makeTempFolder();
  const adding = ['a', 'b', 'a', 'c'].map((project) => runCli(['keys', 'add', project, '--data', data]));
  const collector = await startProcess(data);
  const added = (await Promise.all(adding)).map(({ stdout }) => stdout.trim());
  expect(new Set(added).size).toBe(4);
  expect(writeKeysOf(data)).toEqual(expect.arrayContaining([...added, collector.writeKey].filter(Boolean)));
  expect(writeKeysOf(data)).toHaveLength(5);
});

test('those who make the keys at once in one process all get the same', async () => {
  const data = makeTempFolder();
  const [first, added, second] = await Promise.all([
    readOrMakeKeys(data),
    addWriteKey(data, 'default'),
    readOrMakeKeys(data),
  ]);
  expect(second.keys.readKey).toBe(first.keys.readKey);
  expect([first.isNew, second.isNew]).toEqual([true, false]);
  expect(writeKeysOf(data)).toEqual([first.keys.projects[0]?.writeKeys[0], added]);
});

test.skipIf(process.platform === 'win32')('a key waits for another that has read the file', async () => {
  const { data, finish, added } = await stopAfterReading();
  const ours = addWriteKey(data, 'ours');
  finish();
  const theirs = await added;
  const all = ['ovw_old', theirs, await ours];
  expect(writeKeysOf(data).toSorted()).toEqual(all.toSorted());
});

test.skipIf(process.platform === 'win32')(
  'a process that is killed while it adds a key blocks nobody',
  async () => {
    const { data, kill } = await stopAfterReading();
    const ours = addWriteKey(data, 'ours');
    await expect(lockKeys(data, 30)).rejects.toThrow('Another process is changing the keys');
    await kill();
    const added = await ours;
    expect(writeKeysOf(data)).toEqual(['ovw_old', added]);
  },
);

test('who waits for the lock of the keys gives up after a while, and a collector does not have it', async () => {
  const data = makeTempFolder();
  const collector = await lockDataFolder(data);
  const held = await lockKeys(data);
  await expect(lockKeys(data, 30)).rejects.toMatchObject({ code: 'data_folder_locked' });
  await held.release();
  await (await lockKeys(data, 0)).release();
  await collector.release();
});

test('a key that is added after the keys were read for the ring is known to it', async () => {
  const data = makeTempFolder();
  const { keys } = await readOrMakeKeys(data);
  const added = await addWriteKey(data, 'second');
  expect(createKeyRing(data, keys, Date.now).projectOf(added)).toBe('second');
});

/**
 * `keys add` in a process of its own, stopped between reading the file and writing it: what it reads is a pipe. The file
 * itself is a plain one again for all others.
 */
async function stopAfterReading(): Promise<{
  data: string;
  finish: () => void;
  kill: () => Promise<void>;
  added: Promise<string>;
}> {
  const data = makeTempFolder();
  const file = join(data, 'keys.json');
  execFileSync('mkfifo', [file]);
  const { child, finished } = await startCli(['keys', 'add', 'theirs', '--data', data]);
  let pipe = -1;
  await waitFor('the file to be read', () => (pipe = tryOpen(file)) !== -1);
  writeFileSync(`${file}.plain`, OLD);
  renameSync(`${file}.plain`, file);
  return {
    data,
    finish() {
      writeFileSync(pipe, OLD);
      closeSync(pipe);
    },
    async kill() {
      child.kill('SIGKILL');
      await finished;
      closeSync(pipe);
    },
    added: finished.then(({ stdout }) => stdout.trim()),
  };
}

/** Opens a pipe that somebody reads; -1 when nobody does yet. */
function tryOpen(path: string): number {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return -1;
  }
}
