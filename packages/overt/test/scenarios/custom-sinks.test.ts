import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { count, type Sink, type SinkDescriptor } from 'overt';
import { describeSink, faultyServer, testPlatform, testTelemetry } from 'overt/testing';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSink } from '../../src/sinks/create.ts';
import { difference, readAccounts } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readCode, unfold } from '../harness/docs-code.ts';
import { makePlace, removePlace, type Place } from '../harness/place.ts';
import { runTool } from '../harness/run-tool.ts';
import type { FixtureSink } from '../harness/settings.ts';
import { test } from '../harness/test.ts';

/** The very code of docs/custom-sinks.md, in its own files. */
const shared = makePlace('custom-sinks');
const folder = unfold('custom-sinks.md', shared.root);
afterAll(() => removePlace(shared));

const load = async <Exported>(name: string): Promise<Exported> =>
  (await import(pathToFileURL(join(folder, name)).href)) as Exported;
const { inTool } = await load<{ inTool: (url: string) => Sink }>('in-tool.mjs');
const { inFile } = await load<{ inFile: (url: string) => SinkDescriptor }>('in-file.mjs');

const idsOf = ({ text }: { readonly text: string }): string[] =>
  (JSON.parse(text) as { id: string }[]).map(({ id }) => id);

/** The same with the ES module of the page. */
function inModule(url: string): SinkDescriptor {
  return { ...inFile(url), module: { file: join(folder, 'my-sink.mjs') } };
}

describe('the code on the page', () => {
  it('is about ten lines for each sink', () => {
    const lines = (name: string): number =>
      (readCode('custom-sinks.md').get(name) ?? '').trim().split('\n').length;
    expect(lines('my-sink.cjs')).toBeLessThanOrEqual(10);
    expect(lines('in-tool.mjs')).toBeLessThanOrEqual(18);
    expect(lines('contract.test.mjs')).toBeLessThanOrEqual(10);
  });

  it('is run by node:test as it stands there', async () => {
    const env = { PATH: process.env['PATH'], NODE_ENV: 'test' };
    const file = join(folder, 'contract.test.mjs');
    const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
      execFile(process.execPath, ['--test', '--test-reporter=tap', file], { env }, (error, text) =>
        resolve({ code: error?.code ?? 0, stdout: text }),
      );
    });
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/# pass 1\d\n/);
    expect(stdout).toMatch(/SKIP the other side takes a request whole/);
  });
});

describeSink({ describe, it }, 'the sink in the tool', async () => {
  const server = await faultyServer({ idsOf });
  return { sink: inTool(server.url), ...server };
});

for (const [name, make] of [
  ['the sink in a file', inFile],
  ['the sink in an ES module', inModule],
] as const)
  describeSink({ describe, it }, name, async () => {
    const server = await faultyServer({ idsOf });
    return { sink: createSink(testPlatform({ home: shared.root }), make(server.url)), ...server };
  });

describe('in a run', () => {
  test.for([
    ['CommonJS', inFile],
    ['an ES module', inModule],
  ] as const)('a file of %s is loaded by the courier and in the tool', async ([, make], { place }) => {
    const server = await faultyServer({ idsOf });
    onTestFinished(server.close);
    const sinks: FixtureSink[] = [['module', { ...make(server.url), name: 'mine' }]];
    for (const mode of ['detached', 'inline']) await track(place, sinks, mode);
    expect(new Set(await server.arrived()).size).toBe(6);
    const { mine } = await readAccounts(place, { options: { sinks } });
    expect(mine).toMatchObject({ delivered: 6, pending: 0 });
  });

  test('an object in the tool gets what is flushed', async ({ place }) => {
    const server = await faultyServer({ idsOf });
    onTestFinished(server.close);
    const declared = { why: 'To test Overt.', owner: 'overt', expires: 'never' };
    const { telemetry } = testTelemetry({
      home: place.home,
      events: { 'scan.step': { ...declared, fields: { n: count() } } },
      sinks: [inTool(server.url)],
    });
    for (let n = 0; n < 5; n += 1) telemetry.track('scan.step', { n });
    expect(await telemetry.flush({ timeoutMs: 20_000 })).toMatchObject({ pending: 0 });
    expect(await server.arrived()).toHaveLength(5);
  });
});

async function track(place: Place, sinks: FixtureSink[], mode: string): Promise<void> {
  const options = { sinks, delivery: { mode, deadlineMs: 20_000 } };
  const { stderr } = await runTool(place, { fixture: 'many.mjs', args: ['0', '3'], options });
  expect(stderr).toBe('');
  await waitForCouriers(place.root);
  const accounts = await readAccounts(place, { options });
  for (const account of Object.values(accounts)) expect(difference(account)).toBe(0);
}
