import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeScript, OVERT_JSON } from './make-script.ts';
import { runCli, type Ended } from './run-cli.ts';

const track = (
  args: readonly string[],
  tool = makeScript(),
  env: Record<string, string> = {},
): Promise<Ended> => runCli(['track', ...args], { cwd: tool.folder, env: { ...tool.env, ...env } });

describe('overt track', () => {
  test('records an event with values of the kinds that the file declares', async () => {
    const tool = makeScript();
    const values = ['files=12', 'took=3.6', 'dry=false', 'target=live', 'region=eu-west=1'];
    expect(await track(['deploy.finished', ...values], tool)).toEqual({ code: 0, stdout: '', stderr: '' });
    const props = { files: 12, took: 4, dry: false, target: 'live', region: 'other' };
    expect(tool.delivered()).toMatchObject([{ name: 'deploy.finished', props }]);
  });

  test('knows the events that every tool has', async () => {
    const tool = makeScript();
    expect(await track(['feature.used', 'feature=rollback'], tool)).toMatchObject({ code: 0, stderr: '' });
    expect(tool.delivered()).toMatchObject([{ name: 'feature.used', props: { feature: 'rollback' } }]);
  });

  test.each([
    [[], 'Name the event: overt track deploy.finished files=3.'],
    [['deploy.done'], 'There is no event "deploy.done". The file declares: deploy.finished.'],
    [['toString'], 'There is no event "toString". The file declares: deploy.finished.'],
    [['deploy.finished'], 'The field files is missing.'],
    [['deploy.finished', 'files'], 'Expected key=value, got "files".'],
    [['deploy.finished', '=3'], 'Expected key=value, got "=3".'],
    [['deploy.finished', 'files=3', 'files=4'], 'The field files is given twice.'],
    [['deploy.finished', 'files=many'], 'Expected files to be a whole number from 0, got "many".'],
    [['deploy.finished', 'files=-1'], 'Expected files to be a whole number from 0, got "-1".'],
    [
      ['deploy.finished', 'files=1', 'took=soon'],
      'Expected took to be a number of milliseconds, got "soon".',
    ],
    [['deploy.finished', 'files=1', 'dry=yes'], 'Expected dry to be true or false, got "yes".'],
    [['deploy.finished', 'files=1', 'target=x'], 'Expected target to be one of staging, live, got "x".'],
    [
      ['deploy.finished', 'files=1', 'constructor=x'],
      'There is no field "constructor". There are: files, took, dry, target, region.',
    ],
    [['error', 'errorClass=x', 'stack=y'], 'Expected stack to be left out: it is made from errors, got "y".'],
  ])('%o is the author’s mistake, whatever the user has chosen', async (args, message) => {
    const tool = makeScript();
    const wanted = { code: 2, stdout: '', stderr: `overt: ${message}\n` };
    expect(await track(args, tool)).toEqual(wanted);
    expect(await track(args, tool, { DO_NOT_TRACK: '1' })).toEqual(wanted);
    expect(tool.delivered()).toEqual([]);
  });

  test('whether it is recorded and delivered is no concern of a script’s', async () => {
    const off = makeScript();
    expect(await track(['deploy.finished', 'files=1'], off, { DO_NOT_TRACK: '1' })).toMatchObject({
      code: 0,
    });
    expect(readdirSync(join(off.folder, 'home'))).toEqual([]);
    const away = makeScript({ sinks: [{ kind: 'http', url: 'http://127.0.0.1:1/events' }] });
    expect(await track(['deploy.finished', 'files=1'], away)).toEqual({ code: 0, stdout: '', stderr: '' });
    const nowhere = { HOME: '/dev/null', XDG_STATE_HOME: '/dev/null' };
    expect(await track(['deploy.finished', 'files=1'], makeScript(), nowhere)).toMatchObject({ code: 0 });
  });
});

describe('what the users of such a tool get', () => {
  const manage = (tool: ReturnType<typeof makeScript>, args: readonly string[]): Promise<Ended> => {
    const { DEPLOYER_TELEMETRY: _, ...env } = tool.env;
    return runCli(['telemetry', ...args], { cwd: tool.folder, env });
  };

  test('overt telemetry is what a tool’s own command is', async () => {
    const tool = makeScript({ consent: { default: 'on' } });
    expect(await manage(tool, ['enable'])).toMatchObject({ code: 0 });
    expect((await manage(tool, ['status', '--json'])).stdout).toContain('"level": "usage"');
    const { DEPLOYER_TELEMETRY: _, ...env } = tool.env;
    await runCli(['track', 'deploy.finished', 'files=1'], { cwd: tool.folder, env });
    expect(tool.delivered()).toHaveLength(1);
    expect(await manage(tool, ['disable'])).toMatchObject({ code: 0 });
    await runCli(['track', 'deploy.finished', 'files=1'], { cwd: tool.folder, env });
    expect(tool.delivered()).toHaveLength(1);
    expect(await manage(tool, ['nonsense'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^deployer: There is no command "nonsense"/),
    });
  });

  test('a config that is named as an option is taken, too', async () => {
    const tool = makeScript();
    const env = { PATH: tool.env['PATH'] ?? '', HOME: tool.env['HOME'] ?? '' };
    for (const option of [[`--config=${tool.config}`], ['--config', 'overt.json']]) {
      const ended = await runCli(['telemetry', ...option, 'status'], { cwd: tool.folder, env });
      expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Telemetry is off/) });
    }
  });

  test('what stands behind -- is the tool’s: its users may have an option of that name', async () => {
    const tool = makeScript();
    const options = { cwd: tool.folder, env: tool.env };
    const introduced = await runCli(['introduce', '--', '--config', 'theirs.json'], options);
    expect(introduced).toEqual({ code: 0, stdout: '', stderr: '' });
    const help = await runCli(['telemetry', '--', '--help'], options);
    expect(help.stdout).toContain('deployer telemetry');
  });

  test('overt introduce asks nobody where nobody is, and ends well', async () => {
    const tool = makeScript();
    const ended = await runCli(['introduce'], { cwd: tool.folder, env: tool.env });
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('what an author has of such a file', () => {
  test('overt docs and overt check read it, with the line of each fault', async () => {
    const { events } = OVERT_JSON;
    const hasty = { ...events['deploy.finished'], why: 'x' };
    const tool = makeScript({ events: { ...events, 'deploy.begun': { ...hasty, fields: {} } } });
    const page = await runCli(['docs', '--from', 'overt.json', '--stdout'], {
      cwd: tool.folder,
      env: tool.env,
    });
    expect(page).toMatchObject({ code: 0, stdout: expect.stringContaining('### `deploy.finished`') });
    const found = await runCli(['check', '--from', 'overt.json'], { cwd: tool.folder, env: tool.env });
    expect(found.stdout).toMatch(/overt\.json:\d\d:\d+ {2}\w+ {2}short-why {2}deploy\.begun/);
    expect(found.stdout).not.toContain('cannot be parsed');
  });
});
