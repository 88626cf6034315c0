import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { describe, expect, onTestFinished } from 'vitest';
import { readAccounts } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { unfold } from '../harness/docs-code.ts';
import { startInbox, type Inbox } from '../harness/inbox.ts';
import type { Place } from '../harness/place.ts';
import { runTool } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';

/** What docs/build-time-keys.md says, done: the files of the page are built and run. */
const WAYS = ['defined', 'written'] as const;
const BUNDLERS = ['esbuild', 'rolldown', 'none'] as const;

const TOOL = `
import { defineTelemetry } from 'overt';
import { sink } from './SINK.mjs';

const declared = { why: 'To test Overt.', owner: 'overt', expires: 'never', fields: {} };
const { sinks: _, ...settings } = JSON.parse(process.env.FIXTURE_SETTINGS);
const telemetry = defineTelemetry({ events: { 'scan.begun': declared }, ...settings, sinks: [sink] });
telemetry.track('scan.begun', {});
process.stdout.write(sink.name);
`;

/** An endpoint that is there, if anybody asks. */
const HERE = 'an endpoint';

type Variables = { readonly TELEMETRY_URL?: string; readonly TELEMETRY_KEY?: string };
type Case = { readonly way: (typeof WAYS)[number]; readonly bundler: (typeof BUNDLERS)[number] };

/** Builds the tool as its author does, with these variables, and answers the file to run. */
async function buildTool(place: Place, { way, bundler }: Case, variables: Variables): Promise<string> {
  const folder = unfold('build-time-keys.md', place.root);
  const input = join(folder, 'tool.mjs');
  const output = join(folder, 'built.mjs');
  writeFileSync(input, TOOL.replace('SINK', way));
  const env = { PATH: process.env['PATH'], ...variables };
  execFileSync(process.execPath, [join(folder, 'write-keys.mjs')], { env });
  if (bundler === 'none') return input;
  const define = readDefine(folder, env);
  if (bundler === 'esbuild') {
    const settings = { bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' } as const;
    await build({ entryPoints: [input], outfile: output, define, ...settings });
    return output;
  }
  const bundle = await rolldown({ input, platform: 'node', transform: { define } });
  await bundle.write({ file: output, format: 'esm', codeSplitting: false });
  await bundle.close();
  return output;
}

/** In a process of its own, since the page reads the variables of the build. */
function readDefine(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const script = `import { define } from ${JSON.stringify(pathToFileURL(join(folder, 'define.mjs')).href)};
    process.stdout.write(JSON.stringify(define));`;
  const args = ['--input-type=module', '--eval', script];
  return JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8' })) as Record<
    string,
    string
  >;
}

async function open(): Promise<Inbox> {
  const inbox = await startInbox();
  onTestFinished(inbox.close);
  return inbox;
}

const CASES: Case[] = [
  ...WAYS.flatMap((way) => (['esbuild', 'rolldown'] as const).map((bundler) => ({ way, bundler }))),
  { way: 'written', bundler: 'none' },
];

describe('a tool that is built', () => {
  test.for(CASES)('with the keys sends: $way, $bundler', async (one, { place }) => {
    const inbox = await open();
    const trap = await open();
    const fixture = await buildTool(place, one, { TELEMETRY_URL: inbox.url, TELEMETRY_KEY: 'the-key' });
    await runTool(place, { fixture, env: { TELEMETRY_URL: trap.url, TELEMETRY_KEY: 'another' } });
    await waitForCouriers(place.root);
    expect(inbox.events().map(({ name }) => name)).toEqual(['scan.begun']);
    expect(inbox.received[0]?.headers.authorization).toBe('the-key');
    expect(trap.requests()).toBe(0);
  });

  const halves: Variables[] = [{}, { TELEMETRY_KEY: 'the-key' }, { TELEMETRY_URL: HERE }];
  const without = CASES.flatMap((one) => halves.map((variables) => ({ ...one, variables })));
  test.for(without)('from source sends nothing: $way, $bundler, $variables', async (one, { place }) => {
    const trap = await open();
    const { TELEMETRY_URL } = one.variables;
    const given = TELEMETRY_URL === HERE ? { TELEMETRY_URL: trap.url } : one.variables;
    const fixture = await buildTool(place, one, given);
    // Whoever runs it cannot make it send either.
    const env = { TELEMETRY_URL: trap.url, TELEMETRY_KEY: 'the-key' };
    const { stdout, stderr } = await runTool(place, { fixture, env });
    expect({ stdout, stderr }).toEqual({ stdout: 'http:nowhere', stderr: '' });
    await waitForCouriers(place.root);
    expect(trap.requests()).toBe(0);
    const options = { sinks: [['noop', { name: 'http:nowhere' }] as const] };
    const { 'http:nowhere': account } = await readAccounts(place, { options });
    expect(account).toMatchObject({ recorded: 1, pending: 0 });
  });
});
