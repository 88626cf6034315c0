import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Crashes } from 'overt';
import { describe, expect } from 'vitest';
import { askCommand, runCommand, succeed } from '../harness/command.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import { startInbox } from '../harness/inbox.ts';
import { runUnchanged } from '../harness/look.ts';
import { storeConsent, type Place } from '../harness/place.ts';
import { runTool, startTool, type ToolRun } from '../harness/run-tool.ts';
import type { FixtureOptions } from '../harness/settings.ts';
import { snapshot } from '../harness/snapshot.ts';
import { CTRL_C, CTRL_D, startAtTerminal, whyNoTerminal, type AtTerminal } from '../harness/terminal.ts';
import { test as base } from '../harness/test.ts';

/** A test with a terminal, or skipped where there is none. */
const test = base.extend('terminal', async ({ task }) => {
  const reason = whyNoTerminal();
  if (reason !== undefined) task.context.skip(`No terminal: ${reason}.`);
  return startAtTerminal;
});

const OFF: FixtureOptions = { consent: { default: 'off' }, errors: { ask: true } };
const QUESTION = 'Send this report? [y]es, [a]lways, ne[v]er, [N]o:';
const DAY_MS = 24 * 60 * 60 * 1000;

const fail = (end: string, options: FixtureOptions = OFF): ToolRun => ({
  fixture: 'fails.mjs',
  args: [end],
  options,
  env: { FIXTURE_PROGRESS: '' },
});

describe('a crash of a user who has not decided', () => {
  test.for([OFF, { ...OFF, consent: { default: 'ask' } }])(
    'is held, and nothing else is recorded: %j',
    async (options, { place }) => {
      // Until it crashes, there is no trace.
      const introduced = { ...fail('crash', options), args: ['crash'] };
      await runTool(place, introduced);
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
      await runUnchanged(place, { ...fail(end), env: { FIXTURE_PROGRESS: '', FIXTURE_HINTS: 'none' } });
    expect(listHeld(place)).toHaveLength(2);
  });

  test.for(['work', 'exit', 'usage', 'handled'])(
    '%s: without a crash there is nothing',
    async (end, { place }) => {
      const before = snapshot(place.root);
      await runTool(place, fail(end));
      expect(snapshot(place.root)).toEqual(before);
    },
  );

  test('listens to nothing but uncaughtExceptionMonitor', async ({ place }) => {
    const listen = async (run: Partial<ToolRun>): Promise<string[]> => {
      const { stdout } = await runTool(place, { ...fail('listeners'), ...run });
      return JSON.parse(stdout.split('\n')[1] ?? '') as string[];
    };
    const bare = await listen({ stub: true });
    expect((await listen({})).filter((name) => !bare.includes(name))).toEqual(['uncaughtExceptionMonitor']);
    expect(await listen({ options: { ...OFF, errors: {} } })).toEqual(bare);
  });

  test('is held each time, in a tool that survives it', async ({ place }) => {
    expect(await runTool(place, fail('survive'))).toMatchObject({ code: 0 });
    const [first = '', second = ''] = listHeld(place).map((name) =>
      readFileSync(join(place.spool, 'held', name), 'utf8'),
    );
    for (const text of [first, second]) {
      expect(text).toContain('"intercepted":true');
      expect(text).not.toContain('"crashed"');
    }
    expect(await list(place)).toHaveLength(2);
  });

  test('of two at once is held twice', async ({ place }) => {
    const runs = [1, 2, 3].map(() => startTool(place, fail('crash')));
    for (const { child } of runs) child.stdin?.end();
    await Promise.all(runs.map(({ ended }) => ended));
    expect(listHeld(place)).toHaveLength(3);
  });

  test('is held five times at most, and for 14 days', async ({ place }) => {
    for (let n = 0; n < 6; n += 1) await runTool(place, fail('crash'));
    const names = listHeld(place);
    expect(names).toHaveLength(5);
    for (const [name, days] of [
      [names[0], 15],
      [names[1], 13],
    ] as const) {
      const then = (Date.now() - days * DAY_MS) / 1000;
      utimesSync(join(place.spool, 'held', name ?? ''), then, then);
    }
    expect(await list(place)).toHaveLength(4);
    await runTool(place, fail('crash'));
    expect(listHeld(place).slice(0, 4)).toEqual(names.slice(1));
  });

  type Row = {
    readonly where: string;
    readonly run: Partial<ToolRun>;
    readonly before?: (place: Place) => void;
  };
  const elsewhere: readonly Row[] = [
    { where: 'the author does not want it', run: { options: { ...OFF, errors: {} } } },
    { where: 'the author wants no crashes', run: { options: { ...OFF, crashes: false } } },
    { where: 'the default is on', run: { options: { ...OFF, consent: { default: 'on' } } } },
    { where: 'DO_NOT_TRACK is set', run: { env: { DO_NOT_TRACK: '1' } } },
    { where: 'a variable says off', run: { env: { SCAN_TELEMETRY: 'off' } } },
    { where: 'this is CI', run: { env: { CI: 'true' } } },
    {
      where: 'the configuration says off',
      run: { options: { ...OFF, consent: { default: 'off', configured: false } } },
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
          ...OFF,
          consent: { default: 'off', policyFile: join(import.meta.dirname, '../../package.json') },
        },
      },
    },
  ];
  test.for(elsewhere)('is not held where $where', async ({ run, before }, { place }) => {
    before?.(place);
    const whole = fail('crash');
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
    await runUnchanged(place, { ...fail('late'), env });
  });

  test('is not written through a link', async ({ place }) => {
    await runTool(place, fail('crash'));
    const victim = join(place.root, 'victim');
    mkdirSync(victim);
    const [name = ''] = listHeld(place);
    writeFileSync(join(victim, name), readFileSync(join(place.spool, 'held', name)));
    await succeed(place, ['delete', '--yes']);
    symlinkSync(victim, join(place.spool, 'links'));
    const { rmSync } = await import('node:fs');
    rmSync(join(place.spool, 'held'), { recursive: true });
    symlinkSync(victim, join(place.spool, 'held'));
    expect(await list(place)).toEqual([]);
    await runTool(place, fail('crash'));
    expect(readdirSync(victim)).toEqual([name]);
    expect(listHeld(place)).toHaveLength(1);
  });
});

type AnswerRow = {
  readonly answer: string;
  readonly type: (tool: AtTerminal) => void;
  readonly delivered: number;
  readonly choice?: 'errors' | 'off';
  readonly says?: string;
};

const typing =
  (...lines: readonly string[]) =>
  (tool: AtTerminal): void =>
    lines.forEach((line) => tool.type(`${line}\n`));

const ANSWERS: readonly AnswerRow[] = [
  { answer: 'y', type: typing('y'), delivered: 1 },
  { answer: 'YES', type: typing('YES'), delivered: 1 },
  { answer: 'something else, then yes', type: typing('what?', 'yes'), delivered: 1 },
  { answer: 'a', type: typing('a'), delivered: 2, choice: 'errors', says: 'accepted' },
  { answer: 'always', type: typing('always'), delivered: 2, choice: 'errors', says: 'accepted' },
  { answer: 'v', type: typing('v'), delivered: 0, choice: 'off', says: 'declined' },
  { answer: 'never', type: typing('never'), delivered: 0, choice: 'off', says: 'declined' },
  { answer: 'n', type: typing('n'), delivered: 0 },
  { answer: 'Enter', type: typing(''), delivered: 0 },
  { answer: 'something else three times', type: typing('a b', 'yn', '?'), delivered: 0 },
  { answer: 'Ctrl-D', type: (tool) => tool.type(CTRL_D), delivered: 0 },
  { answer: 'a closed terminal', type: (tool) => tool.hangUp(), delivered: 0 },
];

describe('asked at the next introduction', () => {
  test.for(ANSWERS)(
    '$answer',
    async ({ type, delivered, choice, says = 'not-needed' }, { place, terminal }) => {
      for (let n = 0; n < 2; n += 1) await runTool(place, fail('crash'));
      const [older, newer] = listHeld(place);
      const tool = terminal(place, fail('exit'));
      await tool.see(QUESTION);
      type(tool);
      const { code, screen } = await tool.ended;
      expect({ code, isDone: screen.includes(`work done, ${says}`) }).toEqual({ code: 0, isDone: true });
      await waitForCouriers(place.root);
      const events = readDelivered(place);
      expect(events.map(({ name, resource }) => [name, resource['install']])).toEqual(
        Array.from({ length: delivered }, () => ['crash', undefined]),
      );
      if (delivered === 1) expect(newer).toContain(events[0]?.run);
      expect(listHeld(place)).toEqual(choice === undefined ? [older] : []);
      const stored = join(place.spool, 'consent.json');
      expect(existsSync(stored)).toBe(choice !== undefined);
      if (choice !== undefined)
        expect(JSON.parse(readFileSync(stored, 'utf8'))).toMatchObject({ level: choice, how: 'prompt' });
      // Nobody is asked twice about one crash.
      expect((await terminal(place, fail('work')).ended).screen).toBe('work done, not-needed\r\n');
    },
  );

  test('Ctrl-C ends the tool, as it would without Overt, and is a no', async ({ place, terminal }) => {
    await runTool(place, fail('crash'));
    const tool = terminal(place, fail('work'));
    await tool.see(QUESTION);
    tool.type(CTRL_C);
    const { code, screen } = await tool.ended;
    expect(code).toBe(130);
    expect(screen).not.toContain('work done');
    expect(listHeld(place)).toEqual([]);
  });

  test('says what happened, and how to see it', async ({ place, terminal }) => {
    await runTool(place, fail('crash'));
    const [report] = await list(place);
    const text = { command: 'scan data', more: 'https://example.com/privacy' };
    const tool = terminal(place, fail('work', { ...OFF, consent: { default: 'off', text } }));
    await tool.see(QUESTION);
    for (const part of [
      'TypeError (ERR_ON_PURPOSE) in `scan deep`',
      `scan data crashes show ${report?.reference}`,
      text.more,
    ])
      expect(tool.screen()).toContain(part);
    expect(tool.screen()).not.toContain('thrown on purpose');
    tool.type('\n');
    await tool.ended;
  });

  test('again after the next crash', async ({ place, terminal }) => {
    for (let n = 0; n < 2; n += 1) {
      await runTool(place, fail('crash'));
      const tool = terminal(place, fail('work'));
      await tool.see(QUESTION);
      tool.type('n\n');
      await tool.ended;
    }
    expect(listHeld(place)).toEqual([]);
  });

  test('of two tools at once, one asks', async ({ place, terminal }) => {
    await runTool(place, fail('crash'));
    const tool = terminal(place, fail('work'));
    await tool.see(QUESTION);
    expect((await terminal(place, fail('work')).ended).screen).toBe('work done, not-needed\r\n');
    // What it asks about may go meanwhile.
    await succeed(place, ['delete', '--yes']);
    tool.type('y\n');
    expect(await tool.ended).toMatchObject({ code: 0 });
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toEqual([]);
  });

  const deferrals = [
    { where: 'in CI', run: { env: { CI: 'true' } }, says: 'not-needed' },
    { where: 'where DO_NOT_TRACK is set', run: { env: { DO_NOT_TRACK: '1' } }, says: 'not-needed' },
    { where: 'where a variable decides', run: { env: { SCAN_TELEMETRY: 'off' } }, says: 'not-needed' },
    { where: 'under an agent', run: { env: { CLAUDECODE: '1' } }, says: 'deferred' },
    { where: 'with --json', run: { args: ['work', '--json'] }, says: 'deferred' },
    { where: 'with standard input elsewhere', run: { redirect: '< /dev/null' }, says: 'deferred' },
    { where: 'with standard error elsewhere', run: { redirect: '2> /dev/null' }, says: 'deferred' },
  ] as const;
  test.for(deferrals)('not $where: it waits', async ({ run, says }, { place, terminal }) => {
    await runTool(place, fail('crash'));
    const held = listHeld(place);
    const whole = fail('work');
    const env = { ...whole.env, ...('env' in run ? run.env : {}) };
    expect((await terminal(place, { ...whole, ...run, env }).ended).screen).toBe(`work done, ${says}\r\n`);
    expect(listHeld(place)).toEqual(held);
    const tool = terminal(place, whole);
    await tool.see(QUESTION);
    tool.type('\n');
    await tool.ended;
  });

  test('not without a terminal', async ({ place }) => {
    await runTool(place, fail('crash'));
    expect(await runTool(place, fail('work'))).toMatchObject({
      code: 0,
      stdout: 'work done, deferred\n',
      stderr: '',
    });
    expect(listHeld(place)).toHaveLength(1);
  });

  test('not about a file that cannot be read', async ({ place, terminal }) => {
    await runTool(place, fail('crash'));
    const [name = ''] = listHeld(place);
    for (const text of ['', '{', '\u0000'.repeat(100), '{"overt":1}\n{"end":1}\n']) {
      writeFileSync(join(place.spool, 'held', name), text);
      expect((await terminal(place, fail('work')).ended).screen).toBe('work done, not-needed\r\n');
      expect(await list(place)).toEqual([]);
    }
    await succeed(place, ['enable', 'errors'], { options: OFF });
    expect(listHeld(place)).toEqual([]);
  });
});

describe('a report that is sent after the question', () => {
  test.for(['detached', 'inline'] as const)(
    '%s: stays if it is not taken, and does not hold up the tool',
    async (mode, { place, terminal, onTestFinished }) => {
      const inbox = await startInbox();
      onTestFinished(() => inbox.close());
      const options = {
        ...OFF,
        sinks: [['http', { url: inbox.url, name: 'main' }]] as const,
        delivery: { mode },
      };
      await runTool(place, fail('crash', options));
      inbox.setFault('broken');
      const tool = terminal(place, fail('work', options));
      await tool.see(QUESTION);
      tool.type('y\n');
      expect(await tool.ended).toMatchObject({ code: 0 });
      await waitForCouriers(place.root);
      expect(inbox.requests()).toBe(1);
      const [report] = await list(place, options);
      expect(report?.sinks).toMatchObject([{ state: 'held', reason: 'status_500' }]);
      expect((await terminal(place, fail('work', options)).ended).screen).toBe('work done, not-needed\r\n');
      inbox.setFault('none');
      await succeed(place, ['crashes', 'send', report?.reference ?? ''], { options });
      expect(inbox.events()).toHaveLength(1);
      expect(listHeld(place)).toEqual([]);
      expect(await list(place, options)).toMatchObject([{ sinks: [{ state: 'sent' }] }]);
    },
  );

  test('from within the tool it has two seconds', async ({ place, terminal, onTestFinished }) => {
    const inbox = await startInbox();
    onTestFinished(() => inbox.close());
    inbox.setFault('silent');
    const options = {
      ...OFF,
      sinks: [['http', { url: inbox.url, name: 'main' }]] as const,
      delivery: { mode: 'inline' },
    };
    await runTool(place, fail('crash', options));
    const tool = terminal(place, fail('work', options));
    await tool.see(QUESTION);
    const startedMs = performance.now();
    tool.type('y\n');
    await tool.see('work done');
    const doneMs = performance.now() - startedMs;
    await tool.ended;
    expect(doneMs).toBeLessThan(1500);
    expect(performance.now() - startedMs).toBeLessThan(5000);
    expect(listHeld(place)).toHaveLength(1);
  });
});

describe('what is held', () => {
  test.for([
    { answer: 'y', delivered: ['crash', 'command.invocation', 'scan.step'] },
    { answer: 'n', delivered: [] },
  ])(
    'goes with the answer to the ordinary question: $answer',
    async ({ answer, delivered }, { place, terminal }) => {
      const options = { ...OFF, consent: { default: 'ask' } };
      await runTool(place, fail('crash', options));
      const tool = terminal(place, fail('work', options));
      await tool.see('Send telemetry?');
      tool.type(`${answer}\n`);
      const { screen } = await tool.ended;
      expect(screen).not.toContain(QUESTION);
      expect(listHeld(place)).toEqual([]);
      await waitForCouriers(place.root);
      expect(
        readDelivered(place)
          .map(({ name }) => name)
          .toSorted(),
      ).toEqual(delivered.toSorted());
    },
  );

  test('is in status and in the export, and is sent by hand', async ({ place }) => {
    await runTool(place, fail('crash'));
    expect(await askCommand(place, ['status'], { options: OFF })).toMatchObject({
      held: 1,
      waiting: { events: 0 },
    });
    expect(await succeed(place, ['status'], { options: OFF })).toContain(
      '1 report of crashes is sent if you say so',
    );
    expect(await askCommand(place, ['export'], { options: OFF })).toMatchObject({
      folders: [{ held: [{ name: 'crash' }], waiting: [], runs: [{ level: 'errors' }] }],
    });
    const [report] = await list(place);
    expect(report?.sinks).toEqual([{ sink: 'main', state: 'held' }]);
    await succeed(place, ['crashes', 'send', report?.reference ?? ''], { options: OFF });
    expect(readDelivered(place)).toHaveLength(1);
    expect(listHeld(place)).toEqual([]);
    expect((await list(place))[0]).toMatchObject({
      reference: report?.reference,
      sinks: [{ state: 'sent' }],
    });
  });

  test('is removed when telemetry is switched off, or all is deleted', async ({ place }) => {
    await runTool(place, fail('crash'));
    expect(await askCommand(place, ['delete', '--yes'], { options: OFF })).toMatchObject({
      removed: { held: 1 },
    });
    expect(listHeld(place)).toEqual([]);
    await runTool(place, fail('crash'));
    expect(await succeed(place, ['disable'], { options: OFF })).toContain('1 report that was held');
    expect(listHeld(place)).toEqual([]);
  });

  test('leaves when telemetry is switched on', async ({ place }) => {
    await runTool(place, fail('crash'));
    await succeed(place, ['enable', 'errors'], { options: OFF });
    expect(listHeld(place)).toEqual([]);
    expect((await runCommand(place, ['flush'], { options: OFF })).code).toBe(0);
    expect(readDelivered(place).map(({ name }) => name)).toEqual(['crash']);
  });
});

function listHeld({ spool }: Place): string[] {
  const held = join(spool, 'held');
  return existsSync(held)
    ? readdirSync(held)
        .filter((name) => name !== 'asked')
        .toSorted()
    : [];
}

/** All files of the state folder. */
function listSpool({ spool }: Place): string[] {
  return readdirSync(spool, { recursive: true, encoding: 'utf8' }).filter((name) =>
    lstatSync(join(spool, name)).isFile(),
  );
}

async function list(place: Place, options: FixtureOptions = OFF): Promise<Crashes['reports']> {
  return (await askCommand<Crashes>(place, ['crashes'], { options })).reports;
}

function writeRules(path: string): void {
  writeFileSync(path, JSON.stringify({ format: 1, tools: { '*': { atMost: 'full' } } }));
}
