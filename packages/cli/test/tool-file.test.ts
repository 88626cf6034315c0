import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { TOOL_FILE_SCHEMA } from '../src/tool-file/schema.ts';
import { listUnknownKeys } from '../src/tool-file/unknown-keys.ts';
import { makeScript, OVERT_JSON } from './make-script.ts';
import { runCli } from './run-cli.ts';

const SINK = { kind: 'collector', url: 'https://example.com', key: 'ovw_1' };
const WHOLE = {
  $schema: './schema.json',
  ...OVERT_JSON,
  sinks: [
    { ...SINK, filter: { only: ['deploy.*'], sample: 0.5 }, deletion: { kind: 'none', text: 'Ask us.' } },
    { kind: 'http', url: 'https://example.com', body: { any: ['{events}'] }, headers: { 'x-key': '1' } },
    { kind: 'file', path: '/tmp/events', maxBytes: 1000 },
    { kind: 'noop', name: 'nothing' },
    { kind: 'otlp', url: 'https://example.com', resource: { a: 1 } },
  ],
  consent: {
    default: 'on',
    text: { what: 'What.', command: 'deployer telemetry' },
    aliases: [{ variable: 'A', yes: 'off' }],
  },
  identity: { kind: 'install', rotate: 'monthly' },
  sampling: { rate: 0.5, events: { 'deploy.*': 1 } },
  errors: { expected: { QuotaError: 'quota' } },
  agents: { tools: ['bash'] },
  tags: { team: 'core' },
};
/** What is wrong, where it is, and what is in place of what is right. */
const WRONG: readonly (readonly [at: string, change: (whole: typeof WHOLE) => object])[] = [
  ['evnets', (whole) => ({ ...whole, evnets: {} })],
  ['consent.text.prmpt', (whole) => ({ ...whole, consent: { text: { prmpt: 'x' } } })],
  [
    'consent.aliases[0].no_',
    (whole) => ({ ...whole, consent: { aliases: [{ variable: 'A', no_: 'off' }] } }),
  ],
  ['sinks[0].kee', (whole) => ({ ...whole, sinks: [{ ...SINK, kee: '' }] })],
  ['sinks[0].filter.onyl', (whole) => ({ ...whole, sinks: [{ ...SINK, filter: { onyl: [] } }] })],
  ['identity.rotates', (whole) => ({ ...whole, identity: { kind: 'install', rotates: 'weekly' } })],
  [
    'events["deploy.finished"].fields.files.option',
    (whole) => ({
      ...whole,
      events: {
        'deploy.finished': {
          ...OVERT_JSON.events['deploy.finished'],
          fields: { files: { kind: 'count', option: true } },
        },
      },
    }),
  ],
];

describe('a tool’s file', () => {
  const isValid = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
    TOOL_FILE_SCHEMA as AnySchema,
  );

  test('the schema is valid, takes all that the SDK takes, and is what overt schema prints', async () => {
    expect(isValid(WHOLE)).toBe(true);
    expect(listUnknownKeys(WHOLE)).toEqual([]);
    const { stdout } = await runCli(['schema'], { cwd: import.meta.dirname });
    expect(JSON.parse(stdout)).toEqual(TOOL_FILE_SCHEMA);
    const packed = readFileSync(join(import.meta.dirname, '../dist/overt.schema.json'), 'utf8');
    expect(packed).toBe(stdout);
  });

  test.each(WRONG)('`%s` is no option: the schema and the command say so', async (at, change) => {
    const wrong = change(WHOLE);
    expect(isValid(wrong)).toBe(false);
    expect(listUnknownKeys(wrong)).toEqual([at]);
    const tool = makeScript(wrong);
    const ended = await runCli(['track', 'deploy.finished', 'files=1'], { cwd: tool.folder, env: tool.env });
    expect(ended).toEqual({
      code: 2,
      stdout: '',
      stderr: `overt: ${tool.config}: \`${at}\` is no option.\n`,
    });
  });

  test.each([
    ['no JSON', '{', /cannot be read: .*JSON/],
    ['a list', '[]', /expected an object with the options of the tool\.$/],
    ['nothing', '{}', /Expected the `tool` option to be lower-case letters/],
    [
      'no sink',
      { sinks: [] },
      /Expected the `sinks` option to be a list of at least one sink, got an array\.$/,
    ],
    [
      'a sink of a kind that there is not',
      { sinks: [{ kind: 'kafka' }] },
      /expected `sinks\[0\]\.kind` to be one of collector, http, /,
    ],
    [
      'a sink that is not right',
      { sinks: [{ kind: 'file', path: 'here' }] },
      /Expected the `path` option to be an absolute path, got "here"\.$/,
    ],
    [
      'a field of a kind that there is not',
      { events: { 'a.b': { why: 'w', owner: 'o', expires: 'never', fields: { n: { kind: 'number' } } } } },
      /Expected the `events\["a\.b"\]\.fields\.n` option to be a field/,
    ],
  ])('%s is one clear line with the file in it', async (_, more, message) => {
    const tool = makeScript(typeof more === 'string' ? {} : more);
    if (typeof more === 'string') writeFileSync(tool.config, more);
    const ended = await runCli(['track', 'deploy.finished', 'files=1'], { cwd: tool.folder, env: tool.env });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^overt: [^\n]+overt\.json[^\n]+\n$/);
    expect(ended.stderr.trimEnd()).toMatch(message);
  });
});
