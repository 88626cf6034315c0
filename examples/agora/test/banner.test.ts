import { existsSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { CTRL_C } from '../../../packages/overt/test/harness/terminal.ts';
import { noTerminal, test as base, type Agora } from './harness.ts';

/** A test at a terminal, or skipped where there is none. */
const test = base.extend('atTerminal', async ({ task, agora }) => {
  if (noTerminal !== undefined) task.context.skip(`No terminal: ${noTerminal}.`);
  return agora.atTerminal;
});

const BANNER =
  'Agora CLI sends anonymous error reports to help us fix bugs. You can disable this any time with ' +
  'agora telemetry disable. Continue? [Y/n] ';
const WORK = 'introspect';

describe('the banner', () => {
  test.for([
    ['Enter, which is a yes', '\n', true],
    ['y', 'y\n', true],
    ['n', 'n\n', false],
    ['Ctrl-C', CTRL_C, false],
  ] as const)('is shown once; %s is kept', async ([, keys, enabled], { agora, atTerminal }) => {
    const first = atTerminal(WORK);
    await first.see('[Y/n]');
    first.type(keys);
    const { screen } = await first.ended;
    expect(plain(screen)).toContain(BANNER);
    expect(screen.includes('project create')).toBe(keys !== CTRL_C);
    expect(await agora.status()).toMatchObject({ enabled });
    expect((await atTerminal(WORK).ended).screen).not.toContain('[Y/n]');
  });

  test('until it is answered nothing is recorded; a yes counts for the command that was typed', async ({
    agora,
    atTerminal,
  }) => {
    agora.logIn();
    agora.service.answer = { status: 200, body: '{}' };
    const tool = atTerminal('project list');
    await tool.see('[Y/n]');
    expect(agora.waiting()).toEqual([]);
    tool.type('\n');
    expect((await tool.ended).code).toBe(1);
    await agora.deliver();
    expect(agora.receiver.reports()).toMatchObject([{ command: 'project list' }]);
  });

  test.for<[string, string, Record<string, string>]>([
    ['in CI', WORK, { CI: 'true' }],
    ['in CI, whatever AGORA_DISABLE_CI_DETECT says', WORK, { CI: 'true', AGORA_DISABLE_CI_DETECT: '1' }],
    ['in JSON mode', `${WORK} --json`, {}],
    ['with AGORA_NO_INPUT', WORK, { AGORA_NO_INPUT: '1' }],
    ['under an agent', WORK, { CLAUDECODE: '1' }],
    [
      'under an agent, whatever AGORA_AGENT_DISABLE_INFER says',
      WORK,
      { CLAUDECODE: '1', AGORA_AGENT_DISABLE_INFER: '1' },
    ],
    ['with DO_NOT_TRACK', WORK, { DO_NOT_TRACK: '1' }],
    ['with AGORA_SENTRY_ENABLED=0', WORK, { AGORA_SENTRY_ENABLED: '0' }],
    ['for help', `${WORK} --help`, {}],
    ['for the telemetry command', 'telemetry', {}],
  ])('is not shown %s, and nothing is stored', async ([, words, env], { agora, atTerminal }) => {
    const { code, screen } = await atTerminal(words, env).ended;
    expect(code).toBe(0);
    expect(screen).not.toContain('[Y/n]');
    expect(existsSync(agora.spool)).toBe(false);
  });

  test('is not shown without a terminal', async ({ agora }) => {
    await expectSilence(agora);
  });

  test('is not shown in a build from source', async ({ source, atTerminal: _skips }) => {
    const { screen } = await source.atTerminal(WORK).ended;
    expect(screen).not.toContain('[Y/n]');
    await expectSilence(source);
  });

  test('is not shown where config.json says no', async ({ agora, atTerminal }) => {
    agora.writeConfig({ telemetryEnabled: false });
    expect((await atTerminal(WORK).ended).screen).not.toContain('[Y/n]');
  });
});

async function expectSilence(agora: Agora): Promise<void> {
  expect(await agora.run(WORK)).toMatchObject({ code: 0, stderr: '' });
  expect(existsSync(agora.spool)).toBe(false);
}

/** Without the codes by which a line editor moves the cursor. */
function plain(screen: string): string {
  // eslint-disable-next-line no-control-regex
  return screen.replaceAll(/\u001B\[[\d;]*[A-Za-z]/g, '').replaceAll(/\s*\r\n?/g, ' ');
}
