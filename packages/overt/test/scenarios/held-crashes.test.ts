import {
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import { failAt, listHeld, listReports, UNDECIDED } from '../harness/held.ts';
import { runUnchanged } from '../harness/look.ts';
import { storeConsent, type Place } from '../harness/place.ts';
import { runTool, startTool, type ToolRun } from '../harness/run-tool.ts';
import { snapshot } from '../harness/snapshot.ts';
import { test } from '../harness/test.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('a crash of a user who has not decided', () => {
  test.for([UNDECIDED, { ...UNDECIDED, consent: { default: 'ask' } }])(
    'is held, and nothing else is recorded: %j',
    async (options, { place }) => {
      await runTool(place, failAt('crash', options));
      const [name = '', ...others] = listHeld(place);
      expect(others).toEqual([]);
      const path = join(place.spool, 'held', name);
      expect(lstatSync(path).mode & 0o777).toBe(0o600);
      expect(lstatSync(join(path, '..')).mode & 0o777).toBe(0o700);
      const text = readFileSync(path, 'utf8');
      expect(text).not.toMatch(/thrown on purpose|anna|install/);
      const [, event, end] = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(event).toMatchObject({
        name: 'crash',
        props: { errorClass: 'typeerror', command: 'scan deep' },
      });
      expect(end).toMatchObject({ end: { code: 1, errors: 1, crashed: true } });
      await waitForCouriers(place.root);
      expect(listSpool(place)).toEqual([`held/${name}`]);
      expect(readDelivered(place)).toEqual([]);
    },
  );

  test('looks like a crash without Overt', async ({ place }) => {
    // `introduce` tells what it did; without it, nobody could tell.
    for (const end of ['late', 'reject'])
      await runUnchanged(place, { ...failAt(end), env: { FIXTURE_PROGRESS: '', FIXTURE_HINTS: 'none' } });
    expect(listHeld(place)).toHaveLength(2);
  });

  test.for(['work', 'exit', 'usage', 'handled'])(
    '%s: without a crash there is nothing',
    async (end, { place }) => {
      const before = snapshot(place.root);
      await runTool(place, failAt(end));
      expect(snapshot(place.root)).toEqual(before);
    },
  );

  test('listens to nothing but uncaughtExceptionMonitor', async ({ place }) => {
    const listen = async (run: Partial<ToolRun>): Promise<string[]> => {
      const { stdout } = await runTool(place, { ...failAt('listeners'), ...run });
      return JSON.parse(stdout.split('\n')[1] ?? '') as string[];
    };
    const bare = await listen({ stub: true });
    expect((await listen({})).filter((name) => !bare.includes(name))).toEqual(['uncaughtExceptionMonitor']);
    expect(await listen({ options: { ...UNDECIDED, errors: {} } })).toEqual(bare);
  });

  test('is held each time, in a tool that survives it', async ({ place }) => {
    expect(await runTool(place, failAt('survive'))).toMatchObject({ code: 0 });
    const [first = '', second = ''] = listHeld(place).map((name) =>
      readFileSync(join(place.spool, 'held', name), 'utf8'),
    );
    for (const text of [first, second]) {
      expect(text).toContain('"intercepted":true');
      expect(text).not.toContain('"crashed"');
    }
    expect(await listReports(place)).toHaveLength(2);
  });

  test('of two at once is held twice', async ({ place }) => {
    const runs = [1, 2, 3].map(() => startTool(place, failAt('crash')));
    for (const { child } of runs) child.stdin?.end();
    await Promise.all(runs.map(({ ended }) => ended));
    expect(listHeld(place)).toHaveLength(3);
  });

  test('is held five times at most, and for 14 days', async ({ place }) => {
    for (let n = 0; n < 6; n += 1) await runTool(place, failAt('crash'));
    const names = listHeld(place);
    expect(names).toHaveLength(5);
    for (const [name, days] of [
      [names[0], 15],
      [names[1], 13],
    ] as const) {
      const then = (Date.now() - days * DAY_MS) / 1000;
      utimesSync(join(place.spool, 'held', name ?? ''), then, then);
    }
    expect(await listReports(place)).toHaveLength(4);
    await runTool(place, failAt('crash'));
    expect(listHeld(place).slice(0, 4)).toEqual(names.slice(1));
  });

  type Row = {
    readonly where: string;
    readonly run: Partial<ToolRun>;
    readonly before?: (place: Place) => void;
  };
  const elsewhere: readonly Row[] = [
    { where: 'the author does not want it', run: { options: { ...UNDECIDED, errors: {} } } },
    { where: 'the author wants no crashes', run: { options: { ...UNDECIDED, crashes: false } } },
    { where: 'the default is on', run: { options: { ...UNDECIDED, consent: { default: 'on' } } } },
    { where: 'DO_NOT_TRACK is set', run: { env: { DO_NOT_TRACK: '1' } } },
    { where: 'a variable says off', run: { env: { SCAN_TELEMETRY: 'off' } } },
    { where: 'this is CI', run: { env: { CI: 'true' } } },
    {
      where: 'the configuration says off',
      run: { options: { ...UNDECIDED, consent: { default: 'off', configured: false } } },
    },
    { where: 'the environment is dropped', run: { env: { SCAN_TELEMETRY_ENVIRONMENT: 'development' } } },
    { where: 'OVERT_DEBUG asks to show it only', run: { env: { OVERT_DEBUG: 'show' } } },
    {
      where: 'the user has said no',
      run: {},
      before: ({ spool }) => storeConsent(spool, { how: 'command', level: 'off' }),
    },
    { where: 'the project has a file', run: {}, before: ({ cwd }) => writeRules(join(cwd, '.overt.json')) },
    {
      where: 'the machine has a policy',
      run: {
        options: {
          ...UNDECIDED,
          consent: { default: 'off', policyFile: join(import.meta.dirname, '../../package.json') },
        },
      },
    },
  ];
  test.for(elsewhere)('is not held where $where', async ({ run, before }, { place }) => {
    before?.(place);
    const whole = failAt('crash');
    const shot = snapshot(place.root);
    await runTool(place, { ...whole, ...run, env: { ...whole.env, ...run.env } });
    expect(snapshot(place.root)).toEqual(shot);
  });

  test('nowhere to write: the crash is as ever', async ({ place }) => {
    const nowhere = join(place.root, 'nowhere/at/all');
    const env = {
      FIXTURE_PROGRESS: '',
      FIXTURE_HINTS: 'none',
      XDG_STATE_HOME: nowhere,
      TMPDIR: nowhere,
      HOME: nowhere,
    };
    await runUnchanged(place, { ...failAt('late'), env });
  });

  test('is not read or written through a link', async ({ place }) => {
    await runTool(place, failAt('crash'));
    const held = join(place.spool, 'held');
    const victim = join(place.root, 'victim');
    renameSync(held, victim);
    symlinkSync(victim, held);
    const before = readdirSync(victim);
    expect(await listReports(place)).toEqual([]);
    await runTool(place, failAt('crash'));
    expect(readdirSync(victim)).toEqual(before);
    expect(lstatSync(held).isDirectory()).toBe(true);
    expect(await listReports(place)).toHaveLength(1);
  });

  test('is named to the user, if the author wants that', async ({ place }) => {
    const { stderr } = await runTool(
      place,
      failAt('crash', { ...UNDECIDED, errors: { ask: true, sayReference: true } }),
    );
    const [report] = await listReports(place);
    expect(stderr).toContain(`see it with \`scan telemetry crashes show ${report?.reference}\``);
  });
});

/** All files of the state folder. */
function listSpool({ spool }: Place): string[] {
  return readdirSync(spool, { recursive: true, encoding: 'utf8' }).filter((name) =>
    lstatSync(join(spool, name)).isFile(),
  );
}

function writeRules(path: string): void {
  writeFileSync(path, JSON.stringify({ format: 1, tools: { '*': { atMost: 'full' } } }));
}
