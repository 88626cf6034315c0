import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { readAccount } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import { startFaultServer } from '../harness/fault-server.ts';
import { storeConsent, type Place } from '../harness/place.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import type { FixtureOptions } from '../harness/settings.ts';
import { CTRL_C, CTRL_D, startAtTerminal, whyNoTerminal, type AtTerminal } from '../harness/terminal.ts';
import { test as base } from '../harness/test.ts';

/** A test with a terminal, or skipped where there is none. */
const test = base.extend('terminal', async ({ task }) => {
  const reason = whyNoTerminal();
  if (reason !== undefined) task.context.skip(`No terminal: ${reason}.`);
  return startAtTerminal;
});

const QUESTION = 'Send telemetry?';
const NOTICE = 'scan sends telemetry:';
const INTERRUPTED = 130;

const ask = (consent = {}): ToolRun => ({
  fixture: 'introduce.mjs',
  options: { consent: { default: 'ask', ...consent } },
});
const tell = (consent = {}): ToolRun => ask({ default: 'on', ...consent });

type AnswerRow = {
  readonly answer: string;
  readonly type: (tool: AtTerminal) => void;
  readonly enter?: 'yes' | 'no';
  readonly is: 'accepted' | 'declined';
};

const typing =
  (...lines: readonly string[]) =>
  (tool: AtTerminal): void =>
    lines.forEach((line) => tool.type(`${line}\n`));

const ANSWERS: readonly AnswerRow[] = [
  { answer: 'y', type: typing('y'), is: 'accepted' },
  { answer: 'YES', type: typing('YES'), is: 'accepted' },
  { answer: 'n', type: typing('n'), is: 'declined' },
  { answer: 'no', type: typing('no'), enter: 'yes', is: 'declined' },
  { answer: 'Enter, which is no', type: typing(''), is: 'declined' },
  { answer: 'Enter, which the author has made a yes', type: typing(''), enter: 'yes', is: 'accepted' },
  { answer: 'something else, then y', type: typing('what?', 'y'), is: 'accepted' },
  { answer: 'something else three times', type: typing('a', 'b', 'c'), enter: 'yes', is: 'declined' },
  { answer: 'Ctrl-D', type: (tool) => tool.type(CTRL_D), enter: 'yes', is: 'declined' },
  { answer: 'a closed terminal', type: (tool) => tool.hangUp(), enter: 'yes', is: 'declined' },
];

describe('asked at a terminal', () => {
  test.for(ANSWERS)('$answer: $is', async ({ type, enter = 'no', is }, { place, terminal }) => {
    const tool = terminal(place, ask({ text: { enter } }));
    await tool.see(`${QUESTION} ${enter === 'yes' ? '[Y/n]' : '[y/N]'}`);
    type(tool);
    const { code, screen } = await tool.ended;
    expect(code).toBe(0);
    expect(screen).toContain(`work done, ${is}`);
    expect(readStored(place)).toMatchObject({
      level: is === 'accepted' ? 'usage' : 'off',
      how: 'prompt',
      text: 1,
    });
    await waitForCouriers(place.root);
    // The yes is for what comes after it: the command that the user typed.
    expect(readDelivered(place)).toHaveLength(is === 'accepted' ? 2 : 0);
    if (is === 'declined') expect(readdirSync(join(place.spool, 'runs'))).toEqual([]);
    await expectSilence(place, ask({ text: { enter } }));
  });

  test('Ctrl-C ends the tool, as it would without Overt, and is a no', async ({ place, terminal }) => {
    const tool = terminal(place, ask({ text: { enter: 'yes' } }));
    await tool.see(QUESTION);
    tool.type(CTRL_C);
    const { code, screen } = await tool.ended;
    expect(code).toBe(INTERRUPTED);
    expect(screen).not.toContain('work done');
    expect(readStored(place)).toMatchObject({ level: 'off', how: 'prompt' });
  });

  test('says what would be sent, how to look at it and how to change it', async ({ place, terminal }) => {
    const text = {
      what: 'how many files you scan',
      more: 'https://example.com/privacy',
      command: 'scan data',
    };
    const tool = terminal(place, ask({ text }));
    await tool.see(QUESTION);
    tool.type('n\n');
    const { screen } = await tool.ended;
    for (const part of [...Object.values(text), 'show --sample', 'scan data disable', 'DO_NOT_TRACK=1'])
      expect(screen).toContain(part);
  });

  test('in the words of the author, if there are any', async ({ place, terminal }) => {
    const prompt = 'We count scans.\n`scan telemetry disable` ends that.\nContinue?';
    const tool = terminal(place, ask({ text: { prompt, enter: 'yes' } }));
    await tool.see('Continue? [Y/n] ');
    tool.type('\n');
    const { screen } = await tool.ended;
    // Escape codes are those of the line editor.
    // eslint-disable-next-line no-control-regex
    const plain = screen.replaceAll(/\u001B\[[\d;]*[A-Za-z]/g, '').replaceAll('\r', '');
    expect(plain).toBe(`${prompt} [Y/n] \nwork done, accepted\n`);
    expect(readStored(place)).toMatchObject({ level: 'usage', how: 'prompt' });
  });

  test('the tool can ask its own questions after that', async ({ place, terminal }) => {
    const tool = terminal(place, { ...ask(), env: { FIXTURE_ASKS: '1' } });
    await tool.see(QUESTION);
    tool.type('y\n');
    await tool.see('What is your name?');
    tool.type('Bob\n');
    const { code, screen } = await tool.ended;
    expect(code).toBe(0);
    expect(screen).toContain('hello Bob');
    expect(screen).toContain('work done, accepted');
  });

  test('only where the answer can be kept', async ({ place, terminal }) => {
    const nowhere = join(place.root, 'nowhere/at/all');
    const env = { XDG_STATE_HOME: nowhere, TMPDIR: nowhere, HOME: nowhere };
    const { screen } = await terminal(place, { ...ask(), env }).ended;
    expect(screen).toBe('work done, deferred\r\n');
  });
});

describe('told at a terminal', () => {
  test('by introduce: nothing of that run is recorded, and the next one is', async ({ place, terminal }) => {
    const { screen } = await terminal(place, tell()).ended;
    expect(screen).toContain(NOTICE);
    expect(screen).toContain('Nothing was or will be sent of this run.');
    expect(screen).toContain('work done, noticed');
    expect(readStored(place)).toMatchObject({ how: 'notice', text: 1 });
    expect(readdirSync(join(place.spool, 'runs'))).toEqual([]);
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toEqual([]);
    await expectSilence(place, tell());
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toHaveLength(2);
  });

  test('by the first command, where the tool does not introduce itself', async ({ place, terminal }) => {
    const run = { ...tell(), env: { FIXTURE_HINTS: 'none' } };
    const { screen } = await terminal(place, run).ended;
    expect(screen.indexOf(NOTICE)).toBeLessThan(screen.indexOf('work done'));
    expect(readStored(place)).toMatchObject({ how: 'notice' });
    expect(readdirSync(join(place.spool, 'runs'))).toEqual([]);
  });

  test('on standard error only', async ({ place, terminal }) => {
    const output = join(place.root, 'output');
    const { screen } = await terminal(place, { ...tell(), redirect: `> '${output}'` }).ended;
    expect(screen).toContain(NOTICE);
    expect(readFileSync(output, 'utf8')).toBe('work done, noticed\n');
  });

  test('only where it can be noted', async ({ place, terminal }) => {
    const nowhere = join(place.root, 'nowhere/at/all');
    const env = { XDG_STATE_HOME: nowhere, TMPDIR: nowhere, HOME: nowhere };
    const { screen } = await terminal(place, { ...tell(), env }).ended;
    expect(screen).toBe('work done, deferred\r\n');
  });
});

type Deferral = {
  readonly where: string;
  readonly run: Partial<ToolRun> & { readonly redirect?: string };
  /** Whether it is settled there without the user. */
  readonly settled?: true;
};

const DEFERRALS: readonly Deferral[] = [
  { where: 'in CI', run: { env: { CI: 'true' } }, settled: true },
  { where: 'on a build server that does not set CI', run: { env: { TF_BUILD: 'True' } }, settled: true },
  { where: 'under an agent', run: { env: { CLAUDECODE: '1' } } },
  { where: 'under an agent that nobody knows', run: { env: { AI_AGENT: 'something-new' } } },
  { where: 'in a script of npm', run: { env: { npm_lifecycle_event: 'postinstall' } } },
  { where: 'started by another run', run: { env: { OVERT_RUN: '01JD8Z7A1BCDEFGHJKMNPQRSTV' } } },
  { where: 'with --json', run: { args: ['list', '--json'] } },
  { where: 'with --format=yaml', run: { args: ['list', '--format=yaml'] } },
  { where: 'with --help', run: { args: ['list', '--help'] } },
  { where: 'with --version', run: { args: ['--version'] } },
  { where: 'for completion', run: { args: ['completion', 'bash'] } },
  { where: 'with standard error elsewhere', run: { redirect: '2> /dev/null' } },
];

describe('deferred', () => {
  for (const [how, run] of [
    ['asking', ask()],
    ['telling', tell()],
  ] as const) {
    test.for(DEFERRALS)(`$where: ${how} waits, and nothing is noted`, async (row, { place, terminal }) => {
      const { code, screen } = await terminal(place, { ...run, ...row.run }).ended;
      const introduction = row.settled === true ? 'not-needed' : 'deferred';
      expect({ code, screen }).toEqual({ code: 0, screen: `work done, ${introduction}\r\n` });
      expect(existsSync(place.spool)).toBe(false);
    });
  }

  test('with standard input elsewhere: asking waits, and does not wait for input', async ({
    place,
    terminal,
  }) => {
    const { screen } = await terminal(place, { ...ask(), redirect: '< /dev/null' }).ended;
    expect(screen).toBe('work done, deferred\r\n');
  });

  test('with standard input closed', async ({ place, terminal }) => {
    const { code, screen } = await terminal(place, { ...ask(), redirect: '<&-' }).ended;
    expect({ code, screen }).toEqual({ code: 0, screen: 'work done, deferred\r\n' });
  });

  test('without a terminal: no question, and no waiting', async ({ place }) => {
    await expectSilence(place, ask(), 'deferred');
    await expectSilence(place, tell(), 'deferred');
    expect(existsSync(place.spool)).toBe(false);
  });
});

describe('a newer text', () => {
  const NEW = { text: { version: 2 } };

  test('makes data wait, which a yes lets go', async ({ place, terminal }) => {
    storeConsent(place.spool, { how: 'prompt', level: 'errors' });
    await expectSilence(place, ask(NEW), 'deferred');
    await expectNothingSent(place);
    const tool = terminal(place, ask(NEW));
    await tool.see(QUESTION);
    await expectNothingSent(place);
    tool.type('y\n');
    await tool.ended;
    // A yes to the text does not raise the level.
    expect(readStored(place)).toMatchObject({ level: 'errors', text: 2 });
  });

  test('makes data wait, which is sent once the text was agreed to', async ({ place, terminal }) => {
    storeConsent(place.spool, { how: 'prompt', level: 'usage' });
    await expectSilence(place, ask(NEW), 'deferred');
    await expectNothingSent(place);
    const tool = terminal(place, ask(NEW));
    await tool.see(QUESTION);
    tool.type('y\n');
    await tool.ended;
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toHaveLength(4);
  });

  test('makes data wait, which a no removes', async ({ place, terminal }) => {
    storeConsent(place.spool, { how: 'prompt', level: 'usage' });
    await expectSilence(place, ask(NEW), 'deferred');
    const tool = terminal(place, ask(NEW));
    await tool.see(QUESTION);
    tool.type('n\n');
    await tool.ended;
    await expectNothingSent(place);
    expect(readdirSync(join(place.spool, 'runs'))).toEqual([]);
  });

  test('is told where the default is on; that run sends nothing, the next one all', async ({
    place,
    terminal,
  }) => {
    storeConsent(place.spool, { how: 'notice' });
    await expectSilence(place, tell(NEW), 'deferred');
    const { screen } = await terminal(place, tell(NEW)).ended;
    expect(screen).toContain(NOTICE);
    await expectNothingSent(place);
    await expectSilence(place, tell(NEW));
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toHaveLength(6);
  });

  test('does not ask those again who said no', async ({ place, terminal }) => {
    storeConsent(place.spool, { how: 'prompt', level: 'off' });
    const { screen } = await terminal(place, ask(NEW)).ended;
    expect(screen).toBe('work done, not-needed\r\n');
  });

  test('is obeyed by a courier before its next request, and nothing is removed', async ({
    place,
    onTestFinished,
  }) => {
    const stored = (text: number): string =>
      `{"format":1,"level":"usage","at":1,"how":"prompt","text":${text}}`;
    const server = await startFaultServer(async () => {
      // As if the user had only seen the earlier text.
      writeFileSync(join(place.spool, 'consent.json'), stored(1));
      return { status: 200, body: '' };
    });
    onTestFinished(() => server.close());
    storeConsent(place.spool, { how: 'prompt', level: 'usage' });
    writeFileSync(join(place.spool, 'consent.json'), stored(2));
    const sinks: FixtureOptions['sinks'] = [['http', { url: server.url, name: 'main' }]];
    const options = { sinks, consent: { default: 'ask', ...NEW } };
    // Errors and others: two batches, and so two requests.
    await runTool(place, { fixture: 'work.mjs', args: ['0', '12'], options });
    await waitForCouriers(place.root);
    expect(server.requests()).toBe(1);
    expect(await readAccount(place, { options })).toMatchObject({ delivered: 3, pending: 10, dropped: {} });
    writeFileSync(join(place.spool, 'consent.json'), stored(2));
    await runTool(place, { fixture: 'next.mjs', options });
    await waitForCouriers(place.root);
    expect(server.requests()).toBeGreaterThan(1);
  });
});

/** Without a terminal, the tool says what it always says. */
async function expectSilence(place: Place, run: ToolRun, introduction = 'not-needed'): Promise<void> {
  const { code, stdout, stderr } = await runTool(place, run);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `work done, ${introduction}\n`, stderr: '' });
}

async function expectNothingSent(place: Place): Promise<void> {
  await waitForCouriers(place.root);
  expect(readDelivered(place)).toEqual([]);
}

function readStored({ spool }: Place): unknown {
  return JSON.parse(readFileSync(join(spool, 'consent.json'), 'utf8'));
}
