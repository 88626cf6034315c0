import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DATA_VERSION, openDataFolder } from '../src/data/data-folder.ts';
import { runCli, startProcess } from './collector-process.ts';
import { makeEvents, makeRequest, makeRun, send } from './events.ts';
import { makeTempFolder } from './temp-folder.ts';
import { waitFor } from './wait-for.ts';

test('the first start prints the write key, and keeps everything to its owner', async () => {
  const data = join(makeTempFolder(), 'data');
  const collector = await startProcess(data);
  expect(collector.writeKey).toMatch(/^ovw_[0-9a-f]{40}$/);
  expect(collector.stderr()).toContain(`data       ${data}`);
  const modeOf = (name: string): string => (statSync(join(data, name)).mode & 0o777).toString(8);
  expect([modeOf('.'), modeOf('keys.json'), modeOf('log'), modeOf('store')]).toEqual([
    '700',
    '600',
    '700',
    '700',
  ]);
  await collector.end('SIGTERM');
  const again = await startProcess(data);
  expect(again.writeKey).toBe('');
  expect((await runCli(['keys', '--data', data])).stdout).toContain(collector.writeKey);
});

test('report asks the collector that runs, reads by itself when none does, and says the same', async () => {
  const data = makeTempFolder();
  const collector = await startProcess(data);
  await send(collector, makeRequest({ runs: [makeRun({ events: makeEvents(3) })] }));
  const asked = await runCli(['report', '--data', data]);
  expect([asked.code, asked.stderr]).toEqual([0, '']);
  expect(asked.stdout).toContain('Project default: 3 events, 1 runs, 1 installs');
  await collector.end('SIGKILL'); // server.json stays behind, and must not be believed
  const alone = await runCli(['report', '--data', data]);
  expect([alone.code, alone.stdout]).toEqual([0, asked.stdout]);
  const json = JSON.parse((await runCli(['report', '--data', data, '--json'])).stdout) as { totals: unknown };
  expect(json.totals).toEqual({ events: 3, stored: 3, runs: 1, installs: 1 });
});

test('a key that is added while the collector runs is good at once, for its own project', async () => {
  const data = makeTempFolder();
  const collector = await startProcess(data);
  const { stdout } = await runCli(['keys', 'add', 'second', '--data', data]);
  const target = { url: collector.url, writeKey: stdout.trim() };
  await waitFor('the new key to be known', async () => (await send(target, makeRequest())).status === 200);
  expect((await runCli(['report', '--data', data])).stdout).toContain('default: 0 events');
  expect((await runCli(['report', '--data', data, '--project', 'second'])).stdout).toContain(
    'second: 1 events',
  );
  expect((await runCli(['keys', 'list', '--data', data])).stdout.match(/^write /gm)).toHaveLength(2);
});

test('two collectors do not share a folder; after kill -9 the next one starts at once', async () => {
  const data = makeTempFolder();
  const first = await startProcess(data);
  const second = await runCli(['serve', '--port', '0', '--data', data]);
  expect([second.code, second.stdout]).toEqual([1, '']);
  expect(second.stderr).toBe(
    `overt-collector: Another collector is using ${data}. Stop it, or use another folder.\n`,
  );
  await first.end('SIGKILL');
  const third = await startProcess(data);
  expect(await third.end('SIGINT')).toEqual({ code: 0, signal: null });
});

test('the version', async () => {
  expect(await runCli(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' });
});

test('a port in use is a clear error, and the folder is free afterwards', async () => {
  const data = makeTempFolder();
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const ended = await runCli(['serve', '--port', String(port), '--data', data]);
  expect([ended.code, ended.stderr]).toEqual([
    1,
    `overt-collector: Port ${port} on 127.0.0.1 is in use. Stop what uses it, or give another with --port.\n`,
  ]);
  taken.close();
  await startProcess(data);
});

test.each<[name: string, args: (data: string) => string[], message: RegExp]>([
  [
    'a port that is no number',
    (data) => ['serve', '--port', '4766x', '--data', data],
    /Expected a number from 0 to 65535/,
  ],
  [
    'a port that is too large',
    (data) => ['serve', '--port', '70000', '--data', data],
    /Expected a number from 0 to 65535/,
  ],
  [
    'a host that is not ours',
    (data) => ['serve', '--port', '0', '--host', '203.0.113.1', '--data', data],
    /Cannot listen on 203\.0\.113\.1/,
  ],
  [
    'a store that is no URL',
    (data) => ['serve', '--store', 'clickhouse', '--data', data],
    /Expected the `store` option to be an http/,
  ],
  [
    'a store of another protocol',
    (data) => ['serve', '--store', 'ftp://u:secret@h/', '--data', data],
    /Expected the `store` option/,
  ],
  ['an unknown command', () => ['sevre'], /there is no command "sevre"/],
  ['an unknown option', () => ['serve', '--prot', '1'], /unknown option '--prot'/],
  ['a report on no folder', (data) => ['report', '--data', join(data, 'none')], /There is no data folder/],
  [
    'a report on no project',
    (data) => ['report', '--data', data, '--project', 'x'],
    /There is no project "x"\. There are: default/,
  ],
  [
    'a report from a store that is not there',
    (data) => ['report', '--data', data, '--store', 'http://u:secret@127.0.0.1:1/'],
    /The store does not answer: connect ECONNREFUSED/,
  ],
  ['keys of no folder', (data) => ['keys', '--data', join(data, 'none')], /has no keys yet/],
  [
    'a project name with a slash',
    (data) => ['keys', 'add', 'a/b', '--data', data],
    /Expected the project's name to be/,
  ],
])('%s is a clear error', async (_, args, message) => {
  const ended = await runCli(args(makeTempFolder()));
  expect(ended.code).not.toBe(0);
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr).toMatch(/^overt-collector: .*\n$/); // one line, and no stack
  expect(ended.stderr).not.toContain('secret');
});

test.each<[name: string, spoil: (data: string) => void, message: RegExp]>([
  [
    'a newer version',
    (data) => writeFileSync(join(data, 'format.json'), '{"version":99,"id":"x"}'),
    /written by a newer collector \(data version 99/,
  ],
  [
    'a format file that is garbage',
    (data) => writeFileSync(join(data, 'format.json'), 'x'),
    /format\.json cannot be read/,
  ],
  [
    'a key file that is garbage',
    (data) => writeFileSync(join(data, 'keys.json'), '{"a":1}'),
    /keys\.json cannot be read/,
  ],
  [
    'a store that is a file',
    (data) => writeFileSync(join(data, 'store'), 'x'),
    /Expected .*store to be the store's folder/,
  ],
  [
    'a store of garbage',
    (data) => {
      mkdirSync(join(data, 'store/metadata/default'), { recursive: true });
      writeFileSync(join(data, 'store/metadata/default.sql'), 'garbage');
    },
    /The store cannot be opened: Directory metadata/,
  ],
])('a data folder with %s is refused', async (_, spoil, message) => {
  const data = makeTempFolder();
  spoil(data);
  const ended = await runCli(['serve', '--port', '0', '--data', data]);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr).not.toMatch(/\n {4}at /);
});

test('an older data folder is migrated, step by step, before anything reads it', () => {
  const data = makeTempFolder();
  writeFileSync(join(data, 'format.json'), '{"version":1,"id":"kept"}');
  const steps: string[] = [];
  const migrations = ['1 to 2', '2 to 3'].map((step) => () => void steps.push(step));
  const folder = openDataFolder(data, { version: 3, migrations });
  expect([steps, folder.id]).toEqual([['1 to 2', '2 to 3'], 'kept']);
  openDataFolder(data, { version: 3, migrations });
  expect(steps).toHaveLength(2);
  expect(readFileSync(join(data, 'format.json'), 'utf8')).toBe('{"version":3,"id":"kept"}\n');
  expect(() => openDataFolder(data)).toThrow(`this one knows ${DATA_VERSION}`);
});
