import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEvents } from '../src/preview/read-events.ts';
import { defining, FINE, makeTool } from './make-tool.ts';
import { CLI, runCli } from './run-cli.ts';

/** Does what the SDK does under OVERT_DEBUG=show:<file>: one line for each event. */
const SHOWING = `import { appendFileSync } from 'node:fs';
const [, file] = /^show:(.*)$/s.exec(process.env.OVERT_DEBUG) ?? [];
const show = (event) => appendFileSync(file, 'overt: would send ' + JSON.stringify(event) + '\\n');
const resource = { tool: 'scan', version: '1.0.0', level: process.env.SCAN_TELEMETRY };
`;
const EVENTS = `show({ name: 'scan.finished', level: 'usage', props: { files: 3, note: 'two words' }, resource });
show({ name: 'crash', level: 'errors', props: {}, resource });
`;
const makeFake = (rest: string): string =>
  makeTool({ 'tool.js': SHOWING + rest, 'telemetry.js': defining(FINE) });
const preview = (args: readonly string[], command: readonly string[]): string[] => [
  'preview',
  ...args,
  '--',
  process.execPath,
  ...command,
];

describe('overt preview', () => {
  test('prints what would be sent after what the tool prints, and ends as the tool does', async () => {
    const cwd = makeFake(
      `${EVENTS}console.log('out', process.argv[2]); console.error('err'); process.exitCode = 7;`,
    );
    const ended = await runCli(preview([], ['tool.js', '--json']), { cwd, env: { TMPDIR: cwd } });
    expect(ended).toEqual({
      code: 7,
      stderr: 'err\n',
      stdout: `out --json

This run would send 2 events:
  scan.finished  (usage)  files=3 note="two words"
  crash  (errors)
With each of them: tool=scan version=1.0.0
`,
    });
    expect(readdirSync(cwd).filter((name) => name.startsWith('overt-preview'))).toEqual([]);
  });

  test('--json prints the events alone, and the exit code', async () => {
    const cwd = makeFake(`${EVENTS}console.log('out'); process.exitCode = 1;`);
    const ended = await runCli(preview(['--json'], ['tool.js']), { cwd });
    expect(ended).toMatchObject({ code: 1, stderr: 'out\n' });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      code: 1,
      broken: 0,
      events: [{ name: 'scan.finished', props: { files: 3 } }, { name: 'crash' }],
    });
  });

  test('--level previews as if the user had chosen it', async () => {
    const cwd = makeFake(EVENTS);
    const { stdout } = await runCli(preview(['--level', 'full', '--from', 'telemetry.js'], ['tool.js']), {
      cwd,
    });
    expect(stdout).toContain('With each of them: tool=scan version=1.0.0 level=full\n');
  });

  test('says why nothing would be sent; what loads the module for --level does not switch the tool off', async () => {
    const cwd = makeFake(`console.log(process.env.DO_NOT_TRACK);`);
    const off = await runCli(preview([], ['tool.js']), { cwd, env: { DO_NOT_TRACK: '1' } });
    expect(off.stdout).toBe('1\n\nNothing would be sent: DO_NOT_TRACK is set to "1".\n');
    const on = await runCli(preview(['--level', 'usage', '--from', 'telemetry.js'], ['tool.js']), { cwd });
    expect(on.stdout).toMatch(
      /^undefined\n\nNothing would be sent: the run recorded no event, or telemetry is off\./,
    );
  });

  test.each([
    ['a signal', `process.kill(process.pid, 'SIGKILL');`, 137],
    ['an uncaught error', `throw new Error('of the tool');`, 1],
  ])('a tool that ends by %s is reported all the same', async (_, rest, code) => {
    const ended = await runCli(preview([], ['tool.js']), { cwd: makeFake(EVENTS + rest) });
    expect(ended.code).toBe(code);
    expect(ended.stdout).toContain('This run would send 2 events:');
  });

  test('a signal is passed on, and what was recorded until then is printed', async () => {
    const cwd = makeFake(
      `${EVENTS}process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('up');`,
    );
    const child = spawn(process.execPath, [CLI, ...preview([], ['tool.js'])], {
      cwd,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout === 'up\n') child.kill('SIGTERM');
    });
    expect(await once(child, 'close')).toEqual([9, null]);
    expect(stdout).toContain('This run would send 2 events:');
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
  const folder = makeTool({
    events: [
      'noise',
      'overt: would send {"name":"a.b"}',
      'overt: would send {"na',
      'overt: would send 7',
      '',
    ].join('\n'),
  });
  expect(readEvents(join(folder, 'events'))).toEqual({ events: [{ name: 'a.b' }], broken: 2 });
  expect(readEvents(join(folder, 'none'))).toEqual({ events: [], broken: 0 });
});
