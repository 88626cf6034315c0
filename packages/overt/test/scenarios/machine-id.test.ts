import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { AS_STRANGER, giveTo, STRANGER, whyNoStranger } from '../harness/abilities.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import type { Place } from '../harness/place.ts';
import { startRemote } from '../harness/remote.ts';
import type { ToolRun } from '../harness/run-tool.ts';
import { snapshot } from '../harness/snapshot.ts';
import { test } from '../harness/test.ts';

const ID = /^[0-9a-f]{16}$/;

/** A tool on a Linux machine with an id, whatever this one is: a container, most likely. */
function onMachine(id: string, { container = false } = {}): string[] {
  const source = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const { existsSync, readFileSync } = fs;
    const marks = ['/.dockerenv', '/run/.containerenv', '/run/systemd/container', '/var/run/secrets/kubernetes.io'];
    fs.existsSync = (path) => marks.includes(path) ? ${container} : existsSync(path);
    fs.readFileSync = (path, ...how) => path === '/etc/machine-id' ? '${id}\\n' : readFileSync(path, ...how);
    syncBuiltinESMExports();
    Object.defineProperty(process, 'platform', { value: 'linux' });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
}

const MACHINE = '0123456789abcdef0123456789abcdef';
const OTHER = 'fedcba9876543210fedcba9876543210';

describe('the machine id', () => {
  test('is the same wherever the state is, and another for another tool, user and machine', async ({
    place,
    skip,
  }) => {
    const reason = whyNoStranger();
    const elsewhere = join(place.root, 'elsewhere');
    const runs: readonly (readonly [of: string, run: Partial<ToolRun>])[] = [
      ['here', { nodeArgs: onMachine(MACHINE) }],
      ['elsewhere', { nodeArgs: onMachine(MACHINE), env: { XDG_STATE_HOME: elsewhere } }],
      ['other tool', { nodeArgs: onMachine(MACHINE), options: { tool: 'other' } }],
      ['other machine', { nodeArgs: onMachine(OTHER) }],
      [
        'other user',
        { nodeArgs: onMachine(MACHINE), wrapper: AS_STRANGER, env: { XDG_STATE_HOME: '', HOME: '' } },
      ],
    ];
    const ids: Record<string, string | undefined> = {};
    for (const [of, run] of runs.slice(0, reason === undefined ? 5 : 4)) {
      if (of === 'other user') openTo(STRANGER, place);
      ids[of] = await sendWithMachine(place, run);
    }
    expect(ids['here']).toMatch(ID);
    expect(ids['elsewhere']).toBe(ids['here']);
    const others = [ids['here'], ids['other tool'], ids['other machine']];
    expect(new Set(others).size).toBe(3);
    expect(others.every((id) => ID.test(id ?? ''))).toBe(true);
    if (reason !== undefined) skip(`There is no other user: ${reason}.`);
    expect(ids['other user']).toMatch(ID);
    expect(others).not.toContain(ids['other user']);
  });

  test.for([
    ['a container', { nodeArgs: onMachine(MACHINE, { container: true }) }],
    ['CI', { nodeArgs: onMachine(MACHINE), env: { CI: '1', SCAN_TELEMETRY: 'full' } }],
  ] as const)('is none in %s', async ([, run], { place }) => {
    expect(await sendWithMachine(place, run)).toBeUndefined();
  });

  test('is not worked out while the tool runs', async ({ place }) => {
    const tool = startRemote(place, { nodeArgs: onMachine(MACHINE), options: { identity: 'machine' } });
    await tool.call('track', 'scan.step', { n: 0 });
    const runs = join(place.spool, 'runs');
    const [head = ''] = readFileSync(join(runs, readdirSync(runs)[0] ?? ''), 'utf8').split('\n');
    expect(JSON.parse(head)).toMatchObject({ local: { machine: true } });
    expect(JSON.parse(head)).not.toHaveProperty('resource.install');
    await tool.end();
  });

  test('can be asked for, unless telemetry is off: then nothing is made', async ({ place }) => {
    const before = snapshot(place.root);
    const env = { DO_NOT_TRACK: '1' };
    const off = startRemote(place, { nodeArgs: onMachine(MACHINE), env });
    expect(await off.call('hashedMachineId')).toBeUndefined();
    await off.end();
    expect(snapshot(place.root)).toEqual(before);
    const on = startRemote(place, { nodeArgs: onMachine(MACHINE) });
    expect(await on.call('hashedMachineId')).toMatch(ID);
    await on.end();
  });
});

/** Where another user has no home of his own, he needs the folder for temporary files, and the file of the sink. */
function openTo(user: number, { root, temp }: Place): void {
  for (const folder of [root, temp]) chmodSync(folder, 0o777);
  giveTo(user, join(root, 'out'));
}

/** Has a tool with a machine id record and deliver one event, and answers the id that it carried. */
async function sendWithMachine(place: Place, run: Partial<ToolRun>): Promise<string | undefined> {
  const from = readDelivered(place).length;
  // Inline: so that the courier sees the same machine as the tool.
  const options = { identity: 'machine', delivery: { mode: 'inline' }, ...run.options };
  const tool = startRemote(place, { ...run, options });
  await tool.call('track', 'scan.step', { n: 0 });
  const asked = await tool.call<string | undefined>('hashedMachineId');
  await tool.call('flush', { timeoutMs: 10_000 });
  await tool.end();
  await waitForCouriers(place.root);
  const events = readDelivered(place).slice(from);
  expect(events).toHaveLength(1);
  expect(events[0]?.resource['install']).toBe(asked);
  expect(existsSync(join(place.spool, 'install-id'))).toBe(false);
  return asked;
}
