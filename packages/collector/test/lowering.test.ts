import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runKeysAdd } from '../src/commands/keys.ts';
import { checkLowering } from '../src/lowering/lowering.ts';
import { createLoweringBoard } from '../src/lowering/lowering-board.ts';
import { writeLowering } from '../src/lowering/lowering-file.ts';
import { startCollector } from '../src/start-collector.ts';
import { runCli } from './collector-process.ts';
import { makeRequest, send } from './events.ts';
import { createFakeStore } from './fake-store.ts';
import { makeTempFolder } from './temp-folder.ts';

const NOW = 1_795_000_000_000;
const DAY = 86_400_000;

test('each answer says what is asked for, per project, without a restart, until its time is over', () => {
  const folder = makeTempFolder();
  let now = NOW;
  const board = createLoweringBoard(folder, { logger: () => undefined, now: () => now });
  expect(board('one')).toBeNull();
  const lowering = checkLowering({ drop: ['a.*'], everyMs: 5_000, until: NOW + 10_000 }, NOW);
  writeLowering(folder, 'one', { lowering, now });
  expect(board('one')).toBeNull(); // the file is looked at once a second
  now += 1_000;
  expect(board('one')).toEqual({ drop: ['a.*'], everyMs: 5_000, forMs: 9_000 });
  expect([board('two'), board('toString')]).toEqual([null, null]);
  writeLowering(folder, 'two', { lowering: checkLowering({ until: NOW + 10_000 }, NOW), now });
  now += 1_000;
  expect([board('one')?.forMs, board('two')?.forMs]).toEqual([8_000, 8_000]);
  now = NOW + 10_000;
  expect(board('one')).toBeNull();
});

test('what is taken back is asked for no more', () => {
  const folder = makeTempFolder();
  let now = NOW;
  const board = createLoweringBoard(folder, { logger: () => undefined, now: () => now });
  writeLowering(folder, 'one', { lowering: checkLowering({ until: NOW + DAY }, NOW), now });
  expect(board('one')).toEqual({ forMs: DAY });
  writeLowering(folder, 'one', { lowering: undefined, now });
  now += 1_000;
  expect(board('one')).toBeNull();
});

test('a file that is wrong asks for nothing, and is told of once', () => {
  const folder = makeTempFolder();
  const logged: string[] = [];
  let now = NOW;
  writeFileSync(join(folder, 'lowering.json'), '{"one": {"until": "soon"}}');
  const board = createLoweringBoard(folder, {
    logger: (_, message) => void logged.push(message),
    now: () => now,
  });
  expect(board('one')).toBeNull();
  now += 5_000;
  expect(board('one')).toBeNull();
  expect(logged).toEqual(['Clients are asked for nothing.']);
});

test('times are clamped', () => {
  const found = checkLowering({ until: NOW + 400 * DAY, everyMs: 9 * DAY }, NOW);
  expect(found).toEqual({ until: NOW + 7 * DAY, everyMs: DAY });
});

test.each<[name: string, given: unknown]>([
  ['no end', {}],
  ['an end that is text', { until: 'tomorrow' }],
  ['names that cannot be', { until: NOW, drop: ['A B'] }],
  ['a star in the middle', { until: NOW, drop: ['a.*.b'] }],
  ['too many names', { until: NOW, drop: Array.from({ length: 101 }, () => 'a') }],
  ['a share above 1', { until: NOW, sample: { a: 1.1 } }],
  ['a share below 0', { until: NOW, sample: { a: -0.1 } }],
  ['a share that is no number', { until: NOW, sample: { a: Number.NaN } }],
  ['a list of shares', { until: NOW, sample: [0.1] }],
  ['a pause below 0', { until: NOW, everyMs: -1 }],
])('an operator’s request is checked: %s', (_, given) => {
  expect(() => checkLowering(given, NOW)).toThrow(/^Expected `/);
});

test('the command asks, lists and takes back; a collector that runs says so in its next answers', async () => {
  const data = makeTempFolder();
  let now = Date.now();
  const collector = await startCollector({ port: 0, data, store: createFakeStore(), now: () => now });
  onTestFinished(() => collector.close());
  const answer = async (): Promise<{ lower: unknown }> =>
    (await (await send(collector, makeRequest())).json()) as { lower: unknown };
  expect((await answer()).lower).toBeNull();
  const options = ['--drop', 'tool.call', 'a.*', '--sample', 'command.invocation=0.1', '--every', '1h'];
  const asked = await runCli(['lower', '--data', data, ...options, '--for', '3d']);
  expect(asked).toMatchObject({ code: 0, stderr: '' });
  const lower = { drop: ['tool.call', 'a.*'], sample: { 'command.invocation': 0.1 }, everyMs: 3_600_000 };
  now += 2_000;
  const said = (await answer()).lower as { forMs: number };
  expect(said).toMatchObject(lower);
  expect(Math.abs(said.forMs - 3 * DAY)).toBeLessThan(60_000);
  expect((await runCli(['lower', '--data', data, '--list'])).stdout).toContain('default  {"forMs":');
  expect((await runCli(['lower', '--data', data, '--clear'])).stdout).toBe(
    'Clients are asked for nothing.\n',
  );
  now += 2_000;
  expect((await answer()).lower).toBeNull();
});

test.each<[args: string[], message: RegExp]>([
  [['--drop', 'A'], /Expected `drop` to be names/],
  [['--sample', 'a'], /Expected --sample to be event=share, got "a"/],
  [['--sample', 'a=x'], /Expected `sample` to be shares/],
  [['--every', '1y'], /Expected --every to be a time/],
  [['--drop', 'a', '--project', 'other'], /There is no project "other"/],
])('a mistake is one line: %s', async (args, message) => {
  const data = makeTempFolder();
  await runKeysAdd('default', { data });
  const result = await runCli(['lower', '--data', data, ...args]);
  expect(result.code).toBe(1);
  expect(result.stderr).toMatch(message);
  expect(result.stderr.trim().split('\n')).toHaveLength(1);
});
