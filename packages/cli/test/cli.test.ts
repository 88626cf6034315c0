import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defining, FINE, makeTool } from './make-tool.ts';
import { runCli } from './run-cli.ts';

describe('what a module may do', () => {
  test.each([
    [
      'options',
      'telemetry.ts',
      `import type { TelemetryOptions } from 'overt';\nimport { noop } from 'overt';\nexport const options = { tool: 'scan', version: '1', sinks: [noop()], events: {} } satisfies TelemetryOptions;`,
    ],
    ['a catalogue as default', 'events.mjs', `export default { 'scan.done': {} };`],
    ['a catalogue in CommonJS', 'events.cjs', `module.exports = { events: { 'scan.done': { why: '' } } };`],
    [
      'a TypeScript catalogue in CommonJS',
      'events.cts',
      `const events: object = { 'scan.done': { why: '' } };\nexport = { events };`,
    ],
    ['the result of defineTelemetry', 'telemetry.mts', defining(FINE)],
    [
      'a definition that is not exported',
      'telemetry.js',
      defining(FINE).replace('export const telemetry =', 'void'),
    ],
  ])('it exports %s', async (_, name, source) => {
    const folder = makeTool({ [name]: source });
    const ended = await runCli(['check', '--from', name], { cwd: folder });
    expect([ended.stderr, ended.stdout]).toEqual([
      '',
      expect.stringMatching(/\d+ errors?, \d+ warnings?\n$/),
    ]);
  });

  test('it may use what TypeScript has and JavaScript has not, and the paths of tsconfig.json', async () => {
    const folder = makeTool({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "#shared/*": ["./lib/*"] } } }',
      'lib/levels.ts': `export enum Level { Usage = 'usage' }`,
      'src/telemetry.ts': `import { Level } from '#shared/levels.ts';\n${defining(FINE.replace("owner: '", "level: Level.Usage as const, owner: '"))}`,
    });
    const ended = await runCli(['check', '--from', 'src/telemetry.ts'], { cwd: folder });
    expect(ended).toEqual({ code: 0, stdout: '0 errors, 0 warnings\n', stderr: '' });
  });

  test('what it prints does not get into the answer, and timers do not hold the command', async () => {
    const source = `console.log('hello'); process.stdout.write('more\\n'); setInterval(() => {}, 1000);\n${defining(FINE)}`;
    const folder = makeTool({ 'telemetry.js': source });
    const ended = await runCli(['check', '--json', '--from', 'telemetry.js'], { cwd: folder });
    expect(ended).toMatchObject({ code: 0, stderr: 'hello\nmore\n' });
    expect(JSON.parse(ended.stdout)).toMatchObject({ errors: 0 });
  });

  test('nothing is recorded by what it tracks, even where telemetry is switched on', async () => {
    const source = `${defining(FINE, `sinks: [noop()], consent: { default: 'on' },`)}
telemetry.track('scan.finished', { files: 1, mode: 'fast' });
telemetry.command('scan', () => undefined);`;
    const folder = makeTool({ 'telemetry.js': source });
    const env = {
      SCAN_TELEMETRY: 'full',
      XDG_STATE_HOME: join(folder, 'state'),
      TMPDIR: folder,
      DO_NOT_TRACK: '0',
    };
    expect((await runCli(['check', '--from', 'telemetry.js'], { cwd: folder, env })).code).toBe(0);
    expect(existsSync(join(folder, 'state'))).toBe(false);
    expect(readdirSync(folder).toSorted()).toEqual(['node_modules', 'package.json', 'telemetry.js']);
  });
});

test.each<[name: string, files: Record<string, string>, args: string[], message: RegExp]>([
  ['no module', {}, ['check'], /No telemetry was found in .*--from/],
  [
    'a module that is not there',
    {},
    ['check', '--from', 'x.ts'],
    /There is no file .*x\.ts, which --from names/,
  ],
  ['a folder', { 'src/a.js': '' }, ['check', '--from', 'src'], /src, which --from names, is not a file/],
  [
    'a module that throws',
    { 'a.js': `throw new Error('of mine')` },
    ['check', '--from', 'a.js'],
    /a\.js cannot be loaded: of mine/,
  ],
  [
    'a module that cannot be parsed',
    { 'a.ts': 'const const' },
    ['check', '--from', 'a.ts'],
    /a\.ts cannot be loaded/,
  ],
  [
    'a module that ends the process',
    { 'a.js': 'process.exit(0)' },
    ['check', '--from', 'a.js'],
    /a\.js ended the process/,
  ],
  [
    'a module of something else',
    { 'a.js': 'export const a = 1' },
    ['docs', '--from', 'a.js'],
    /a\.js declares no telemetry/,
  ],
  [
    'a module of two tools',
    { 'a.js': `${defining('')}defineTelemetry({ tool: 'two' });` },
    ['check', '--from', 'a.js'],
    /defines telemetry 2 times \(scan, two\)/,
  ],
  ['a package.json that is no JSON', { 'package.json': '{' }, ['check'], /package\.json cannot be read/],
  [
    'an unknown key',
    { 'package.json': '{"overt":{"telemetrie":"x"}}' },
    ['check'],
    /`overt\.telemetrie` is not known\. There are: telemetry, docs/,
  ],
  [
    'a key of a wrong type',
    { 'package.json': '{"overt":{"maxExpiryDays":"1"}}' },
    ['check'],
    /expected `overt\.maxExpiryDays` to be a number of days from 1/,
  ],
  [
    'a suppression without a rule',
    { 'package.json': '{"overt":{"suppress":[{"reason":"x"}]}}' },
    ['check'],
    /expected `overt\.suppress` to be a list of/,
  ],
  ['two formats at once', {}, ['check', '--json', '--sarif'], /cannot be used with/],
  ['a number that is none', {}, ['check', '--max-warnings', 'x'], /Expected a number from 0/],
  ['an unknown command', {}, ['chekc'], /unknown command 'chekc'/],
  ['an unknown option', {}, ['docs', '--chekc'], /unknown option '--chekc'/],
  [
    'a ref that is an option',
    { 'a.js': '' },
    ['check', '--from', 'a.js', '--against', '--output=x'],
    /neither a file nor a git ref/,
  ],
])('%s is a clear error, with exit code 2', async (_, files, ...[args, message]) => {
  const folder = makeTool(files);
  const ended = await runCli(args, { cwd: folder });
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr).toMatch(/^overt: .*\n$/); // one line, and no stack
});

test.each([
  [['--help']],
  [['docs', '--help']],
  [['check', '--help']],
  [['preview', '--help']],
  [['--version']],
])('%s ends with 0', async (args) => {
  const ended = await runCli(args, { cwd: makeTool({}) });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout.length).toBeGreaterThan(4);
});
