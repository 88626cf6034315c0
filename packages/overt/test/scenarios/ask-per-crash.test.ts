import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { askCommand, runCommand, succeed } from '../harness/command.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import { startInbox } from '../harness/inbox.ts';
import { failAt, listHeld, listReports, UNDECIDED } from '../harness/held.ts';
import { runTool } from '../harness/run-tool.ts';
import { CTRL_C, CTRL_D, startAtTerminal, whyNoTerminal, type AtTerminal } from '../harness/terminal.ts';
import { test as base } from '../harness/test.ts';

/** A test with a terminal, or skipped where there is none. */
const test = base.extend('terminal', async ({ task }) => {
  const reason = whyNoTerminal();
  if (reason !== undefined) task.context.skip(`No terminal: ${reason}.`);
  return startAtTerminal;
});

const QUESTION = 'Send this report? [y]es, [a]lways, ne[v]er, [N]o:';
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
      for (let n = 0; n < 2; n += 1) await runTool(place, failAt('crash'));
      const [older, newer] = listHeld(place);
      const tool = terminal(place, failAt('exit'));
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
      expect((await terminal(place, failAt('work')).ended).screen).toBe('work done, not-needed\r\n');
    },
  );

  test('Ctrl-C ends the tool, as it would without Overt, and is a no', async ({ place, terminal }) => {
    await runTool(place, failAt('crash'));
    const tool = terminal(place, failAt('work'));
    await tool.see(QUESTION);
    tool.type(CTRL_C);
    const { code, screen } = await tool.ended;
    expect(code).toBe(130);
    expect(screen).not.toContain('work done');
    expect(listHeld(place)).toEqual([]);
  });

  test('says what happened, and how to see it', async ({ place, terminal }) => {
    await runTool(place, failAt('crash'));
    const [report] = await listReports(place);
    const text = { command: 'scan data', more: 'https://example.com/privacy' };
    const tool = terminal(place, failAt('work', { ...UNDECIDED, consent: { default: 'off', text } }));
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
      await runTool(place, failAt('crash'));
      const tool = terminal(place, failAt('work'));
      await tool.see(QUESTION);
      tool.type('n\n');
      await tool.ended;
    }
    expect(listHeld(place)).toEqual([]);
  });

  test('of two tools at once, one asks', async ({ place, terminal }) => {
    await runTool(place, failAt('crash'));
    const tool = terminal(place, failAt('work'));
    await tool.see(QUESTION);
    expect((await terminal(place, failAt('work')).ended).screen).toBe('work done, not-needed\r\n');
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
    await runTool(place, failAt('crash'));
    const held = listHeld(place);
    const whole = failAt('work');
    const env = { ...whole.env, ...('env' in run ? run.env : {}) };
    expect((await terminal(place, { ...whole, ...run, env }).ended).screen).toBe(`work done, ${says}\r\n`);
    expect(listHeld(place)).toEqual(held);
    const tool = terminal(place, whole);
    await tool.see(QUESTION);
    tool.type('\n');
    await tool.ended;
  });

  test('not without a terminal', async ({ place }) => {
    await runTool(place, failAt('crash'));
    expect(await runTool(place, failAt('work'))).toMatchObject({
      code: 0,
      stdout: 'work done, deferred\n',
      stderr: '',
    });
    expect(listHeld(place)).toHaveLength(1);
  });

  test('not about a file that cannot be read', async ({ place, terminal }) => {
    await runTool(place, failAt('crash'));
    const [name = ''] = listHeld(place);
    for (const text of ['', '{', '\u0000'.repeat(100), '{"overt":1}\n{"end":1}\n']) {
      writeFileSync(join(place.spool, 'held', name), text);
      expect((await terminal(place, failAt('work')).ended).screen).toBe('work done, not-needed\r\n');
      expect(await listReports(place)).toEqual([]);
    }
    await succeed(place, ['enable', 'errors'], { options: UNDECIDED });
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
        ...UNDECIDED,
        sinks: [['http', { url: inbox.url, name: 'main' }]] as const,
        delivery: { mode },
      };
      await runTool(place, failAt('crash', options));
      inbox.setFault('broken');
      const tool = terminal(place, failAt('work', options));
      await tool.see(QUESTION);
      tool.type('y\n');
      expect(await tool.ended).toMatchObject({ code: 0 });
      await waitForCouriers(place.root);
      expect(inbox.requests()).toBe(1);
      const [report] = await listReports(place, options);
      expect(report?.sinks).toMatchObject([{ state: 'held', reason: 'status_500' }]);
      expect((await terminal(place, failAt('work', options)).ended).screen).toBe('work done, not-needed\r\n');
      inbox.setFault('none');
      await succeed(place, ['crashes', 'send', report?.reference ?? ''], { options });
      expect(inbox.events()).toHaveLength(1);
      expect(listHeld(place)).toEqual([]);
      expect(await listReports(place, options)).toMatchObject([{ sinks: [{ state: 'sent' }] }]);
    },
  );

  test('from within the tool it has two seconds', async ({ place, terminal, onTestFinished }) => {
    const inbox = await startInbox();
    onTestFinished(() => inbox.close());
    inbox.setFault('silent');
    const options = {
      ...UNDECIDED,
      sinks: [['http', { url: inbox.url, name: 'main' }]] as const,
      delivery: { mode: 'inline' },
    };
    await runTool(place, failAt('crash', options));
    const tool = terminal(place, failAt('work', options));
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
      const options = { ...UNDECIDED, consent: { default: 'ask' } };
      await runTool(place, failAt('crash', options));
      const tool = terminal(place, failAt('work', options));
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
    await runTool(place, failAt('crash'));
    expect(await askCommand(place, ['status'], { options: UNDECIDED })).toMatchObject({
      held: 1,
      waiting: { events: 0 },
    });
    expect(await succeed(place, ['status'], { options: UNDECIDED })).toContain(
      '1 report of crashes is sent if you say so',
    );
    expect(await askCommand(place, ['export'], { options: UNDECIDED })).toMatchObject({
      folders: [{ held: [{ name: 'crash' }], waiting: [], runs: [{ level: 'errors' }] }],
    });
    const [report] = await listReports(place);
    expect(report?.sinks).toEqual([{ sink: 'main', state: 'held' }]);
    await succeed(place, ['crashes', 'send', report?.reference ?? ''], { options: UNDECIDED });
    expect(readDelivered(place)).toHaveLength(1);
    expect(listHeld(place)).toEqual([]);
    expect((await listReports(place))[0]).toMatchObject({
      reference: report?.reference,
      sinks: [{ state: 'sent' }],
    });
  });

  test('is removed when telemetry is switched off, or all is deleted', async ({ place }) => {
    await runTool(place, failAt('crash'));
    expect(await askCommand(place, ['delete', '--yes'], { options: UNDECIDED })).toMatchObject({
      removed: { held: 1 },
    });
    expect(listHeld(place)).toEqual([]);
    await runTool(place, failAt('crash'));
    expect(await succeed(place, ['disable'], { options: UNDECIDED })).toContain('1 report that was held');
    expect(listHeld(place)).toEqual([]);
  });

  test('leaves when telemetry is switched on', async ({ place }) => {
    await runTool(place, failAt('crash'));
    await succeed(place, ['enable', 'errors'], { options: UNDECIDED });
    expect(listHeld(place)).toEqual([]);
    expect((await runCommand(place, ['flush'], { options: UNDECIDED })).code).toBe(0);
    expect(readDelivered(place).map(({ name }) => name)).toEqual(['crash']);
  });
});
