import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEvents } from '../src/preview/read-events.ts';
import { renderPreview } from '../src/preview/render.ts';
import { defining, FINE, makeTool } from './make-tool.ts';
import { CLI, runCli, type Ended } from './run-cli.ts';

/** A tool with the real SDK. It records one event, and does what `rest` says. */
const makeScan = (rest: string): string =>
  makeTool({
    'telemetry.js': defining(FINE),
    'tool.js': `import { telemetry } from './telemetry.js';
telemetry.track('scan.finished', { files: 3, mode: 'fast' });
${rest}`,
  });
const previewOf = (cwd: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  runCli(['preview', ...args, '--', process.execPath, 'tool.js', '--json'], { cwd, env });
const ON = { SCAN_TELEMETRY: 'usage' };

describe('overt preview', () => {
  test('prints what would be sent after what the tool prints, ends as the tool does, and leaves nothing', async () => {
    const cwd = makeScan(`console.log('out', process.argv[2]); console.error('err'); process.exitCode = 7;`);
    const env = { ...ON, TMPDIR: cwd, XDG_STATE_HOME: join(cwd, 'state') };
    const ended = await previewOf(cwd, [], env);
    expect(ended).toMatchObject({ code: 7, stderr: 'err\n' });
    expect(ended.stdout.split('\n')).toEqual([
      'out --json',
      '',
      'Telemetry is on (usage). SCAN_TELEMETRY is set to "usage".',
      'This run would send 1 event:',
      '  scan.finished  (usage)  files=3 mode=fast',
      expect.stringMatching(/^With each of them: tool=scan version=1\.0\.0 /),
      '',
    ]);
    expect(readdirSync(cwd).toSorted()).toEqual(['node_modules', 'package.json', 'telemetry.js', 'tool.js']);
  });

  test('--json prints the events alone, as they would leave', async () => {
    const ended = await previewOf(makeScan(`console.log('out'); process.exitCode = 1;`), ['--json'], ON);
    expect(ended).toMatchObject({ code: 1, stderr: 'out\n' });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      code: 1,
      decisions: ['Telemetry is on (usage). SCAN_TELEMETRY is set to "usage".'],
      events: [{ name: 'scan.finished', level: 'usage', props: { files: 3 }, resource: { tool: 'scan' } }],
      broken: 0,
    });
  });

  test('says what would not be recorded, and why', async () => {
    const cwd = makeScan(
      `telemetry.track('scan.finished', { files: -1, mode: 'x' }); telemetry.track('none.such');`,
    );
    const { stdout } = await previewOf(cwd, [], ON);
    expect(stdout).toContain('Calls that would record nothing: undeclared_event 1\n');
    expect(stdout).toContain('Values that would be left out or changed: invalid_value 2\n');
  });

  test('--level previews as if the user had chosen it; loading the module does not switch the tool off', async () => {
    const cwd = makeScan('');
    const off = await previewOf(cwd, []);
    expect(off.stdout).toMatch(
      /^\nTelemetry is off\. .*\nWith --level usage .*\nThis run would send nothing\.\n$/,
    );
    const on = await previewOf(cwd, ['--level', 'full', '--from', 'telemetry.js']);
    expect(on.stdout).toContain('Telemetry is on (full).');
    expect(on.stdout).toContain('This run would send 1 event:');
    const denied = await previewOf(cwd, ['--level', 'full', '--from', 'telemetry.js'], { DO_NOT_TRACK: '1' });
    expect(denied.stdout).toBe(
      '\nTelemetry is off. DO_NOT_TRACK is set to "1".\nThis run would send nothing.\n',
    );
  });

  test.each([
    ['a signal', `process.kill(process.pid, 'SIGKILL');`, 137],
    ['an uncaught error', `throw new Error('of the tool');`, 1],
  ])('a tool that ends by %s is reported all the same', async (_, rest, code) => {
    const ended = await previewOf(makeScan(rest), [], ON);
    expect(ended.code).toBe(code);
    expect(ended.stdout).toContain('  scan.finished  (usage)  files=3');
  });

  test('a signal is passed on, and what was recorded until then is printed', async () => {
    const cwd = makeScan(
      `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('up');`,
    );
    const child = spawn(process.execPath, [CLI, 'preview', '--', process.execPath, 'tool.js'], {
      cwd,
      env: { ...process.env, ...ON },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout === 'up\n') child.kill('SIGTERM');
    });
    expect(await once(child, 'close')).toEqual([9, null]);
    expect(stdout).toContain('This run would send 1 event:');
  });

  test('a program that does not use Overt is told apart from one that is off', async () => {
    const cwd = makeTool({ 'tool.js': '' });
    expect((await previewOf(cwd, [])).stdout).toMatch(/^\nThe command defined no telemetry/);
  });

  test('a program that is not there, or none at all, is one clear line', async () => {
    const cwd = makeTool({});
    const missing = await runCli(['preview', '--', './no-such-tool'], { cwd });
    expect(missing).toEqual({
      code: 127,
      stdout: '',
      stderr: 'overt: ./no-such-tool cannot be run: there is no such program.\n',
    });
    const none = await runCli(['preview'], { cwd });
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toMatch(/^overt: missing required argument 'command'.*\n$/);
  });
});

test('lines of others are passed over, and broken ones are counted', () => {
  const lines = [
    'noise',
    'overt: would send {"name":"a\\u001b[2J"}',
    'overt: would send {"na',
    'overt: would send 7',
    '',
  ];
  const folder = makeTool({ events: lines.join('\n') });
  const previewed = readEvents(join(folder, 'events'));
  expect(previewed).toMatchObject({ events: [{ name: 'a\u001b[2J' }], broken: 2, decisions: [] });
  expect(renderPreview(previewed)).not.toContain('\u001b');
  expect(existsSync(join(folder, 'none'))).toBe(false);
  expect(readEvents(join(folder, 'none'))).toMatchObject({ events: [], broken: 0 });
});
