import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, onTestFinished } from 'vitest';
import { readAccounts, type Account } from '../../overt/test/harness/account.ts';
import { endCouriers, findCouriers, waitForCouriers } from '../../overt/test/harness/couriers.ts';
import type { Place } from '../../overt/test/harness/place.ts';
import { runTool, type Ended } from '../../overt/test/harness/run-tool.ts';
import { test } from '../../overt/test/harness/test.ts';
import { waitFor } from '../../overt/test/harness/wait-for.ts';
import type { OtlpOptions } from '../src/index.ts';
import { idsOf, startReceiver, type Receiver } from './harness/receiver.ts';

/** The whole way: a tool as it is installed, its courier, and a receiver that reads with the official decoder. */
const TOOL = join(import.meta.dirname, 'fixtures/tool.mjs');

describe.for(['http/protobuf', 'http/json'] as const)('by %s', (protocol) => {
  test('three runs arrive: their events, a crash, and a span of each', async ({ place }) => {
    const receiver = await receive();
    const options = { url: receiver.url, protocol, runs: true };
    for (const end of ['well', 'throw', 'flush']) await run(place, end, options);
    await waitForCouriers(place.root);

    const crash = receiver.records.find(({ eventName }) => eventName === 'app.crash');
    expect(crash).toMatchObject({
      severityText: 'FATAL',
      plain: { 'exception.type': 'StoreError', 'error.type': 'storeerror', 'overt.prop.origin': 'exception' },
      resource: { 'service.name': 'scan', 'service.version': '1.2.3' },
    });
    expect(crash?.plain['exception.stacktrace']).toMatch(
      /^StoreError \[E_STORE\]\n +at .*\n(.*\n)* +caused by: TypeError\n/,
    );
    expect(receiver.spans).toHaveLength(3);
    expect(new Set(receiver.spans.map(({ spanId }) => spanId)).size).toBe(3);
    const failed = receiver.spans.filter(({ status }) => status?.code === 2);
    expect(failed.map(({ spanId }) => spanId)).toEqual([crash?.spanId]);
    for (const { name, startTimeUnixNano, endTimeUnixNano } of receiver.spans) {
      expect(['scan', 'scan scan deep']).toContain(name);
      expect(BigInt(endTimeUnixNano) > BigInt(startTimeUnixNano)).toBe(true);
    }
    const { pending, dropped, delivered } = (await account(place, receiver)) ?? {};
    expect({ pending, dropped }).toEqual({ pending: 0, dropped: {} });
    expect(delivered).toBe(new Set(idsOf(receiver)).size);
    expect(idsOf(receiver)).toHaveLength(new Set(idsOf(receiver)).size);
    expect(allText(receiver)).not.toContain(place.root);
  });
});

describe('a crash', () => {
  test('looks to its user as it does without telemetry', async ({ place }) => {
    const receiver = await receive();
    const bare = await runTool(place, { ...toolRun('throw', { url: '' }), env: { DO_NOT_TRACK: '1' } });
    const { code, stderr } = await run(place, 'throw', receiver);
    expect({ code, stderr }).toEqual({ code: bare.code, stderr: bare.stderr });
    await waitForCouriers(place.root);
    expect(receiver.records.filter(({ eventName }) => eventName === 'app.crash')).toHaveLength(1);
  });

  test('of a time without a receiver arrives when there is one', async ({ place }) => {
    const receiver = await receive();
    receiver.answerWith(() => ({ status: 503, body: '' }));
    await run(place, 'throw', receiver);
    await waitForCouriers(place.root);
    expect(receiver.records).toEqual([]);
    receiver.answerWith(() => undefined);
    await run(place, 'well', receiver);
    await waitForCouriers(place.root);
    expect(receiver.records.filter(({ eventName }) => eventName === 'app.crash')).toHaveLength(1);
    expect(await account(place, receiver)).toMatchObject({ pending: 0, dropped: {} });
  });

  test('whose courier is killed in the middle arrives, under the same ids', async ({ place }) => {
    const receiver = await receive();
    // The receiver has it, and the courier does not get to know.
    receiver.setFault('slow');
    await run(place, 'throw', receiver);
    await waitFor('the events to arrive', () => receiver.records.length > 0);
    expect(findCouriers(place.root)).toHaveLength(1);
    await endCouriers(place.root);
    const first = idsOf(receiver);
    receiver.setFault('none');
    await run(place, 'well', receiver);
    await waitForCouriers(place.root);
    const all = idsOf(receiver);
    expect(all.slice(first.length)).toEqual(expect.arrayContaining(first));
    const { delivered, pending, dropped } = (await account(place, receiver)) ?? {};
    expect({ delivered, pending, dropped }).toEqual({
      delivered: new Set(all).size,
      pending: 0,
      dropped: {},
    });
  });

  test('of a tool that is one file arrives, also when that file is gone', async ({ place }) => {
    const receiver = await receive();
    const outfile = join(place.root, 'app', 'tool.mjs');
    const { warnings } = await build({
      entryPoints: [TOOL],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      minify: true,
      logLevel: 'silent',
    });
    expect([warnings, readdirSync(join(place.root, 'app'))]).toEqual([[], ['tool.mjs']]);
    await runTool(place, { ...toolRun('throw', receiver), fixture: outfile });
    rmSync(outfile);
    await waitForCouriers(place.root);
    const crash = receiver.records.find(({ eventName }) => eventName === 'app.crash');
    expect(crash?.plain['exception.stacktrace']).toContain('app:///tool.mjs:');
  });
});

describe("variables that are OpenTelemetry's own", () => {
  const hostile = (url: string): Record<string, string> => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${url}/v1/logs`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-theirs=1',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
    OTEL_SERVICE_NAME: 'theirs',
    OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=theirs',
  });

  test('of a project change nothing', async ({ place }) => {
    const [ours, theirs] = [await receive(), await receive()];
    await runTool(place, { ...toolRun('throw', { url: ours.url, runs: true }), env: hostile(theirs.url) });
    await waitForCouriers(place.root);
    expect(theirs.requests()).toBe(0);
    expect(ours.records.length).toBeGreaterThan(1);
    expect(ours.received[0]?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
    });
    expect(allText(ours) + JSON.stringify(ours.received.map(({ headers }) => headers))).not.toContain(
      'theirs',
    );

    const off = {
      ...toolRun('throw', { url: '' }),
      env: { ...hostile(theirs.url), XDG_STATE_HOME: join(place.state, 'own') },
    };
    await runTool(place, off);
    await waitForCouriers(place.root);
    expect(theirs.requests()).toBe(0);
  });

  test('count where the author says so, and the user is told where the data goes', async ({ place }) => {
    const [ours, theirs] = [await receive(), await receive()];
    const options = {
      url: ours.url,
      headers: { authorization: 'Bearer of-the-author' },
      useEnvironment: true,
    };
    const env = hostile(theirs.url);
    await runTool(place, { ...toolRun('throw', options), env });
    await waitForCouriers(place.root);
    expect(ours.requests()).toBe(0);
    expect(theirs.records.length).toBeGreaterThan(1);
    expect(theirs.received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-theirs': '1',
    });
    expect(theirs.received[0]?.headers).not.toHaveProperty('authorization');
    const status = await runTool(place, {
      ...toolRun('telemetry', options),
      args: ['telemetry', 'status'],
      env,
    });
    expect(status.stdout).toContain(new URL(theirs.url).host);
  });
});

describe('the commands of the tool', () => {
  test('show what would be sent in words, also where it is none, and send a test', async ({ place }) => {
    const receiver = await receive();
    const options = { url: receiver.url, headers: { authorization: 'Bearer of-the-author' }, runs: true };
    const command = async (...args: string[]): Promise<Ended> =>
      runTool(place, { ...toolRun('telemetry', options), args: ['telemetry', ...args] });
    const { stdout } = await command('show', '--sample');
    expect(stdout).toMatch(/^# otlp:\S+: \d+ events, shown unpacked, [\d,]+ bytes shown as text$/m);
    expect(stdout).toMatch(/^POST http:\S+\/v1\/logs$/m);
    expect(stdout).toMatch(/^\{"resourceLogs":\[.*"eventName":"app\.crash"/m);
    expect(stdout).toMatch(/^\{"resourceSpans":\[/m);
    expect(stdout).not.toContain('of-the-author');
    const { sendings } = JSON.parse((await command('show', '--sample', '--json')).stdout) as {
      sendings: { bodyEncoding: string; readable: string }[];
    };
    for (const { bodyEncoding, readable } of sendings) {
      expect(bodyEncoding).toBe('base64');
      expect(JSON.parse(readable)).toBeTypeOf('object');
    }
    expect(receiver.requests()).toBe(0);

    expect((await command('doctor')).stdout).toMatch(/ok +sink otlp:\S+ +took the test event/);
    expect(receiver.records).toMatchObject([{ eventName: 'telemetry.test', severityText: 'INFO' }]);
    receiver.answerWith(() => ({ status: 401, body: '' }));
    expect((await command('doctor')).stdout).toContain('it does not let us in (status_401)');
    expect((await command('status')).stdout).not.toContain('of-the-author');
  });
});

async function receive(): Promise<Receiver> {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  return receiver;
}

function toolRun(end: string, { url, ...options }: OtlpOptions) {
  return { fixture: TOOL, args: [end], options: { otlp: { url, ...pickOptions(options) } } };
}

/** Also of a receiver, of which only the address is an option. */
function pickOptions({ headers, protocol, runs, useEnvironment }: OtlpOptions): OtlpOptions {
  return { headers, protocol, runs, useEnvironment };
}

function run(place: Place, end: string, options: OtlpOptions): Promise<Ended> {
  return runTool(place, toolRun(end, options));
}

function allText({ received }: Receiver): string {
  return received.map(({ body }) => body.toString('utf8')).join('\n');
}

/** Read by another tool with the same state folder, which has a sink of its own. */
async function account(place: Place, { url }: Receiver): Promise<Account | undefined> {
  const accounts = await readAccounts(place, {});
  return accounts[`otlp:${new URL(url).host}`];
}
