import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import type { Place } from '../harness/place.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import { snapshot } from '../harness/snapshot.ts';
import { test } from '../harness/test.ts';

const WORK: ToolRun = { fixture: 'work.mjs', args: ['0', '12'], env: { FIXTURE_PROGRESS: '' } };
const ALL = 13;
const SHOWN = 'overt: would send ';

describe('OVERT_DEBUG=show', () => {
  test('prints each event as it would leave, on standard error, and nothing leaves or is left', async ({
    place,
  }) => {
    const before = snapshot(place.root);
    const { code, stdout, stderr } = await runDebugging(place, 'show');
    expect(code).toBe(4);
    expect(stdout).toBe('looking around\n');
    expect(stderr).toContain('one thing was odd\n');
    expect(stderr).toContain('overt: telemetry is on (usage). The configuration of scan says "usage".\n');
    expect(readShown(stderr)).toHaveLength(ALL);
    await waitForCouriers(place.root);
    expect(snapshot(place.root)).toEqual(before);
  });

  test('prints what a sink would have been given', async ({ place }) => {
    const shown = readShown((await runDebugging(place, 'show')).stderr);
    await runTool(place, WORK);
    await waitForCouriers(place.root);
    const byName = (left: { name: string }, right: { name: string }): number =>
      left.name.localeCompare(right.name);
    const simplify = ({ name, level, props, resource }: ReturnType<typeof readDelivered>[number]): object => {
      const { durationMs: _differs, ...others } = props;
      const { install: _made, ...known } = resource;
      return { name, level, props: others, resource: known };
    };
    const delivered = readDelivered(place).toSorted(byName).map(simplify);
    expect(shown.toSorted(byName).map(simplify)).toEqual(delivered);
  });

  test('says what a share leaves out, and what the rest of it stands for', async ({ place }) => {
    const sampling = { events: { 'scan.*': 0, 'command.*': 0.999999 } };
    const run = { ...WORK, env: { ...WORK.env, OVERT_DEBUG: 'show' }, options: { sampling } };
    const { stderr } = await runTool(place, run);
    const shown = readShown(stderr);
    expect(shown.map(({ name }) => name)).toEqual(['command.invocation']);
    expect(shown[0]).toMatchObject({ sampleRate: 0.999999 });
    const left = stderr
      .split('\n')
      .filter((line) => line.startsWith('overt: would leave out, as it is not drawn, {'));
    expect(left).toHaveLength(ALL - 1);
  });

  test('prints to a file that is named, and leaves standard error to the tool', async ({ place }) => {
    const file = join(place.root, 'shown');
    const { stderr } = await runDebugging(place, `show:${file}`);
    expect(stderr).toBe('one thing was odd\n');
    expect(readShown(readFileSync(file, 'utf8'))).toHaveLength(ALL);
  });

  test('goes on where the file cannot be written', async ({ place }) => {
    const { code, stderr } = await runDebugging(place, 'show:/nowhere/at/all');
    expect({ code, stderr }).toEqual({ code: 4, stderr: 'one thing was odd\n' });
  });

  test('says that nothing would be sent, and why', async ({ place }) => {
    const { stderr } = await runDebugging(place, 'show', { DO_NOT_TRACK: '1' });
    expect(stderr).toBe('overt: telemetry is off. DO_NOT_TRACK is set to "1".\none thing was odd\n');
  });

  test('says what would be dropped', async ({ place }) => {
    const run: ToolRun = {
      fixture: 'bad-input.mjs',
      args: ['undeclared event'],
      env: { OVERT_DEBUG: 'show' },
    };
    expect((await runTool(place, run)).stderr).toContain('overt: would drop an event: undeclared_event\n');
  });
});

describe('OVERT_DEBUG=log', () => {
  test('tells what happens and why, and changes nothing else', async ({ place }) => {
    const { code, stdout, stderr } = await runDebugging(place, 'log');
    expect({ code, stdout }).toEqual({ code: 4, stdout: 'looking around\n' });
    const told = stderr.split('\n').filter((line) => line.startsWith('overt: '));
    expect(told[0]).toBe('overt: telemetry is on (usage). The configuration of scan says "usage".');
    expect(told.filter((line) => line.startsWith('overt: wrote event'))).toHaveLength(ALL);
    expect(told.at(-1)).toBe(`overt: started a courier in ${place.spool}`);
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toHaveLength(ALL);
  });

  test('tells in a file what the courier did, too', async ({ place }) => {
    const file = join(place.root, 'log');
    const { stderr } = await runDebugging(place, `log:${file}`);
    expect(stderr).toBe('one thing was odd\n');
    await waitForCouriers(place.root);
    const told = readFileSync(file, 'utf8');
    expect(told).toContain('overt: courier: main, events 0 to 3 of batch 1: accepted\n');
    expect(told).toContain('overt: courier: main, events 0 to 10 of batch 2: accepted\n');
  });

  test('tells that telemetry is off', async ({ place }) => {
    const { stderr } = await runDebugging(place, 'log', { SCAN_TELEMETRY: 'offf' });
    expect(stderr).toContain(
      'overt: telemetry is off. SCAN_TELEMETRY is set to "offf", which is no level, so it counts as off.\n',
    );
    expect(existsSync(place.spool)).toBe(false);
  });
});

test('any other value of OVERT_DEBUG changes nothing', async ({ place }) => {
  for (const value of ['', '1', 'verbose', 'SHOWN'])
    expect((await runDebugging(place, value)).stderr).toBe('one thing was odd\n');
  await waitForCouriers(place.root);
  expect(readDelivered(place)).toHaveLength(4 * ALL);
});

function runDebugging(
  place: Place,
  mode: string,
  env: Readonly<Record<string, string>> = {},
): ReturnType<typeof runTool> {
  return runTool(place, { ...WORK, env: { ...WORK.env, ...env, OVERT_DEBUG: mode } });
}

function readShown(text: string): ReturnType<typeof readDelivered> {
  const lines = text.split('\n').filter((line) => line.startsWith(SHOWN));
  return lines.map(
    (line) => JSON.parse(line.slice(SHOWN.length)) as ReturnType<typeof readDelivered>[number],
  );
}
