import { expect, test } from 'vitest';
import { runCli, startProcess } from './collector-process.ts';
import { findBytes, makeInstall, makeRequestOf } from './deletions.ts';
import { send } from './events.ts';
import { makeTempFolder } from './temp-folder.ts';

/** Seven processes, one after the other. */
const SLOW_MS = 180_000;

test(
  'erase and deletions ask the collector that runs, and do it themselves when none does',
  async () => {
    const data = makeTempFolder();
    const collector = await startProcess(data);
    const [one, two, stays] = [makeInstall(), makeInstall(), makeInstall()];
    for (const install of [one, two, stays]) await send(collector, makeRequestOf(install, 4));
    const asked = await runCli(['erase', one, '--data', data]);
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(asked.stdout).toMatch(/^[0-9a-f]{40} {2}confirmed\n$/);
    await collector.end('SIGKILL');
    const alone = await runCli(['erase', two, '--data', data]);
    expect([alone.code, alone.stderr, alone.stdout.split('  ')[1]]).toEqual([0, '', 'confirmed\n']);
    const list = await runCli(['deletions', '--data', data, '--json']);
    const records = JSON.parse(list.stdout) as Record<string, unknown>[];
    expect(records).toMatchObject([
      { receipt: alone.stdout.slice(0, 40), state: 'confirmed', ids: 1, events: 4 },
      { receipt: asked.stdout.slice(0, 40), state: 'confirmed', ids: 1, events: 4 },
    ]);
    expect((await runCli(['deletions', '--data', data])).stdout.split('\n')).toHaveLength(3);
    expect([findBytes(data, one), findBytes(data, two)]).toEqual([[], []]);
    expect((await runCli(['report', '--data', data])).stdout).toContain('4 events, 1 runs, 1 installs');
  },
  SLOW_MS,
);

test('an id that can be guessed is refused, in one line', async () => {
  const data = makeTempFolder();
  const collector = await startProcess(data);
  await collector.end('SIGTERM');
  const refused = await runCli(['erase', 'me', '--data', data]);
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringMatching(/^overt-collector: Expected `ids` to be 16 to 256 .*\n$/),
  ]);
  expect((await runCli(['deletions', '--data', data])).stdout).toBe('No requests.\n');
});
