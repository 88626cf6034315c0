import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const TALLY = join(import.meta.dirname, '../bin/tally.js');
const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tally-'));
  mkdirSync(join(folder, 'home'));
  mkdirSync(join(folder, 'project'));
  writeFileSync(join(folder, 'project/a.js'), 'one\ntwo\n');
  writeFileSync(join(folder, 'project/b.py'), 'three\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function tally(args: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TALLY, ...args], {
    cwd: join(folder, 'project'),
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: join(folder, 'home'),
      LOCALAPPDATA: join(folder, 'home'),
      ...env,
    },
  });
  return { code: status, stdout, stderr };
}

describe('tally', () => {
  test('counts', () => {
    expect(tally(['count'])).toEqual({ code: 0, stdout: '2 files, 3 lines, 14 bytes\n', stderr: '' });
    expect(tally(['languages']).stdout).toMatch(/javascript +1 files +2 lines\npython +1 files +1 lines\n/);
    expect(tally(['largest', '--top', '1']).stdout).toBe('8\ta.js\n');
  });

  test('fails with a message and a code', () => {
    expect(tally(['count', 'nowhere'])).toMatchObject({
      code: 2,
      stderr: 'tally: There is no folder nowhere.\n',
    });
  });

  test('leaves nothing behind until its user says yes, and says what holds', () => {
    tally(['count']);
    expect(existsSync(join(folder, 'home/.local'))).toBe(false);
    expect(tally(['telemetry']).stdout).toMatch(
      /^Telemetry is off\.\n {2}Why +You have not been asked yet\./,
    );
    expect(tally(['telemetry', 'status', '--quiet'])).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(existsSync(join(folder, 'home/.local'))).toBe(false);
    expect(tally(['telemetry', 'enable'])).toEqual({
      code: 0,
      stdout: 'Telemetry is on (usage).\n',
      stderr: '',
    });
    expect(tally(['telemetry', '--json'], { DO_NOT_TRACK: '1' })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"reason": "DO_NOT_TRACK is set to \\"1\\"."') as string,
    });
    expect(tally(['telemetry', 'disable']).stdout).toBe('Telemetry is off.\n');
    expect(tally(['telemetry', 'disable', 'now'])).toMatchObject({ code: 2, stdout: '' });
  });

  test('has the telemetry command among its own, with help in the same style', () => {
    expect(tally(['--help']).stdout).toMatch(/\n {2}telemetry \[options\] +see what is recorded of its use/);
    expect(tally(['telemetry', '--help']).stdout).toContain('Usage: tally telemetry [options] [command]\n');
    expect(tally(['telemetry', 'show', '--help']).stdout).toMatch(
      /^Usage: tally telemetry show \[options\]\n[^]*--sample +one made-up event of each kind/,
    );
    expect(tally(['telemetry', 'nonsense'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('tally: There is no command "nonsense". Expected one of') as string,
    });
    expect(tally(['telemetry', 'show', '--sample']).stdout).toContain('"name":"folder.counted"');
  });
});

test.each([
  ['docs', '--check'],
  ['check', '--max-warnings', '0'],
])('what it declares is documented and without fault: overt %s', (...args) => {
  const overt = join(ROOT, 'packages/cli/dist/cli.js');
  const { status, stderr } = spawnSync(process.execPath, [overt, ...args], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('the main job ends with 0, and all of its checks hold', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [TSX, join(ROOT, 'scripts/start.ts'), '--once'],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );
  expect({ status, wrong: stdout.match(/WRONG.*/g), stderr }).toEqual({ status: 0, wrong: null, stderr: '' });
  expect(stdout.match(/^ {2}ok /gm)).toHaveLength(7);
});
