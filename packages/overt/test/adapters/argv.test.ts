import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { followArgv, type ArgvOptions } from 'overt/argv';
import { testTelemetry } from 'overt/testing';
import { describeAdapter } from './describe-adapter.ts';

const NO_LEVELS = '`remote add` is one command of two words here, and `remote` is none';
const OWN = 'what the tool says of it in its own words, nobody else knows';

describeAdapter({
  name: 'argv',
  differs: {
    nothing: { outcome: 'usage-error', why: 'the tool of this test ends with the code of wrong use' },
    'half of a command': {
      command: 'root',
      outcome: 'usage-error',
      friction: 'unknown-command',
      why: NO_LEVELS,
    },
    'an unknown command in a command': { command: 'root', why: NO_LEVELS },
    'a missing argument': { friction: undefined, why: OWN },
    'a missing value': { friction: undefined, flags: 'token', why: OWN },
  },
  lacks: {
    'a wrong value': '`parseArgs` knows no choices',
    'an argument too many': '`parseArgs` does not count them',
    'a flag by a variable': '`parseArgs` reads no variables',
  },
});

describe('followArgv', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'overt-argv-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const flags = { token: { type: 'string', short: 't' }, force: { type: 'boolean' } } as const;
  const lines: readonly [line: string, options: ArgvOptions, recorded: object][] = [
    ['', {}, { command: 'root', outcome: 'ok' }],
    ['qwertz', {}, { command: 'root', outcome: 'ok' }],
    ['qwertz', { commands: { add: [] } }, { command: 'root', outcome: 'usage-error' }],
    ['qwertz', { commands: { add: [] }, default: 'list' }, { command: 'list', outcome: 'ok' }],
    ['add', { commands: { add: [], 'add all': [] } }, { command: 'add' }],
    ['add all', { commands: { add: [], 'add all': [] } }, { command: 'add all' }],
    ['add alle', { commands: { add: [], 'add all': [] } }, { command: 'add' }],
    [
      '-t add list',
      { commands: { add: [], list: ['ls'] }, options: flags },
      { command: 'list', flags: 'token' },
    ],
    [
      '--token=x ls --force',
      { commands: { list: ['ls'] }, options: flags },
      { command: 'list', flags: 'force token' },
    ],
    [
      'ls --token --force',
      { commands: { list: ['ls'] }, options: flags },
      { command: 'list', flags: 'token' },
    ],
    ['ls -- --force', { commands: { list: ['ls'] }, options: flags }, { command: 'list' }],
    ['telemetry', { command: false }, { command: 'root' }],
  ];
  test.each(lines)('%j of %j', async (line, options, recorded) => {
    const { telemetry, delivered } = testTelemetry({ home });
    const answer = followArgv(
      telemetry,
      { ...options, args: line.split(' ').filter(Boolean) },
      () => 'answer',
    );
    expect(answer).toBe('answer');
    const events = await delivered();
    const [props] = events.filter(({ name }) => name === 'command.invocation').map(({ props }) => props);
    expect(props).toEqual({ outcome: 'ok', exitCode: 0, durationMs: 0, ...recorded });
  });

  test('lets an error pass as it is', async () => {
    const { telemetry, delivered } = testTelemetry({ home });
    const error = new Error('m');
    const fail = (): never => {
      throw error;
    };
    expect(() => followArgv(telemetry, { args: ['--qwertz'] }, fail)).toThrow(error);
    await expect(followArgv(telemetry, { args: [] }, () => Promise.reject(error))).rejects.toBe(error);
    const events = await delivered();
    expect(events.filter(({ name }) => name === 'friction').map(({ props }) => props)).toEqual([
      { kind: 'unknown-flag', command: 'root' },
    ]);
  });

  const wrong: readonly [options: unknown][] = [
    [undefined],
    [null],
    ['deploy'],
    [[]],
    [{ commands: { add: 'a' } }],
    [{ options: { token: 'string' } }],
    [{ commands: null }],
    [{ options: null }],
    [{ default: 5 }],
    [{ args: 'deploy' }],
    [{ longLived: 'serve' }],
    [{ command: 'two words' }],
    [{ command: true }],
  ];
  test.each(wrong)('refuses %j', (options) => {
    const { telemetry } = testTelemetry({ home });
    expect(() => followArgv(telemetry, options as never, () => {})).toThrow(
      expect.objectContaining({ code: 'OVERT_INVALID_OPTION' }),
    );
  });

  test('refuses what is no function to run', () => {
    const { telemetry } = testTelemetry({ home });
    expect(() => followArgv(telemetry, {}, 'main' as never)).toThrow('Expected the `body` option');
  });

  test('refuses what is no telemetry', () => {
    expect(() => followArgv({} as never, {}, () => {})).toThrow('what `defineTelemetry` returns');
  });
});
