import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { SinkDescriptor } from 'overt';
import { describe, expect, onTestFinished } from 'vitest';
import { difference, readAccounts } from '../harness/account.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { unfold } from '../harness/docs-code.ts';
import { startFaultServer, type FaultServer, type Received } from '../harness/fault-server.ts';
import { faultOf, type GoType } from '../harness/go-struct.ts';
import { textOf } from '../harness/inbox.ts';
import type { Place } from '../harness/place.ts';
import { runTool } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';

/**
 * Endpoints of other tools, with their own fields and types, are fed by what docs/sinks.md says, from a tool that runs. They refuse what they
 * do not know.
 */
const RECORDS: GoType = {
  records: {
    list: { event: 'string', event_timestamp: 'int64', source: 'string', properties: 'map[string]any?' },
  },
};
const CLIENT: GoType = {
  clientid: 'uuid',
  events: { list: { uuid: 'uuid', ts: 'int64', tslocal: 'time', event: 'string', props: 'map[string]any' } },
};
const CLI: GoType = {
  events: {
    list: {
      type: 'string',
      timestamp: 'time',
      session_id: 'string?',
      command: 'string?',
      duration_ms: 'int64?',
      success: 'bool',
      error_code: 'string?',
      metadata: 'map[string]string?',
      agent_type: 'string?',
      model: 'string?',
      oxsid: 'string?',
    },
  },
  cli_version: 'string',
  os: 'string',
  arch: 'string',
  batch_timestamp: 'time',
};
const LIST: GoType = {
  list: {
    timestamp: 'time',
    type: 'string',
    name: 'string',
    machine_id: 'string',
    tool_name: 'string',
    version: 'string',
    os: 'string',
    arch: 'string',
    go_version: 'string',
    os_version: 'string',
    duration_ms: 'int64?',
    exit_code: 'int64?',
    error: 'string?',
    metadata: 'map[string]string?',
  },
};

type Endpoint = FaultServer & {
  readonly received: readonly Received[];
  readonly faults: readonly string[];
  readonly bodies: () => readonly unknown[];
};

async function startEndpoint(
  type: GoType,
  headers: Readonly<Record<string, string>> = {},
): Promise<Endpoint> {
  const received: Received[] = [];
  const faults: string[] = [];
  const server = await startFaultServer(async (request) => {
    received.push(request);
    const fault = faultOf(JSON.parse(textOf(request)), type);
    if (fault !== undefined) faults.push(fault);
    return { status: fault === undefined ? 200 : 400, body: '', headers };
  });
  onTestFinished(server.close);
  return {
    ...server,
    received,
    faults,
    bodies: () => received.map((one) => JSON.parse(textOf(one)) as unknown),
  };
}

/** What a block of the page makes. */
async function fromDocs(
  place: Place,
  file: string,
): Promise<Record<string, (...values: string[]) => SinkDescriptor>> {
  const folder = unfold('sinks.md', place.root);
  return (await import(pathToFileURL(join(folder, file)).href)) as Awaited<ReturnType<typeof fromDocs>>;
}

function eventsOf(bodies: readonly unknown[]): unknown[] {
  return bodies.flatMap((body) => (body as { events: unknown[] }).events);
}

/** Each of `wanted` is among them. */
function expectSome(all: readonly unknown[], wanted: readonly object[]): void {
  for (const one of wanted) expect(all).toContainEqual(partly(one));
}

function partly(value: object): unknown {
  const entries = Object.entries(value).map(([key, inner]: [string, unknown]) => [
    key,
    typeof inner === 'object' && inner !== null ? partly(inner) : inner,
  ]);
  return expect.objectContaining(Object.fromEntries(entries) as object);
}

async function run(place: Place, sinks: readonly (SinkDescriptor | undefined)[]): Promise<void> {
  const options = { sinks: sinks.map((sink) => ['module', { ...sink }] as const) };
  for (let runs = 0; runs < 2; runs += 1) {
    await runTool(place, { fixture: 'agent.mjs', options });
    await waitForCouriers(place.root);
  }
  for (const account of Object.values(await readAccounts(place, { options }))) {
    expect(difference(account)).toBe(0);
    expect(account).toMatchObject({ pending: 0, dropped: {} });
  }
}

describe('an endpoint that is there already is fed', () => {
  test('one event a request, in a list of records, with a key', async ({ place }) => {
    const endpoint = await startEndpoint(RECORDS);
    const { sink } = await fromDocs(place, 'records.mjs');
    await run(place, [sink?.(endpoint.url, 'the-key')]);
    expect(endpoint.faults).toEqual([]);
    const records = endpoint.bodies().flatMap((body) => (body as { records: unknown[] }).records);
    expect(records).toHaveLength(endpoint.received.length);
    for (const { headers } of endpoint.received)
      expect(headers).toMatchObject({
        'x-api-key': 'the-key',
        'user-agent': 'agent/1.2.3',
        'content-type': 'application/json',
      });
    expectSome(records, [
      { event: 'session.start', source: 'agent', properties: { version: '1.2.3', os: 'linux' } },
      { event: 'tool', properties: { tool_name: 'shell', duration_ms: 12 } },
      { event: 'token', properties: { model_name: 'large', input_tokens: 200, output_tokens: 30 } },
      { event: 'session.end' },
      { event: 'command', properties: { action: 'run', is_success: true } },
      { event: 'command', properties: { action: 'pull', is_success: false } },
    ]);
  });

  test('batches of a client, which may ask for less, and batches of a command line', async ({ place }) => {
    const asks = { 'X-SageOx-Sample-Rate': '1.0', 'X-SageOx-Interval': '1ns' };
    const client = await startEndpoint(CLIENT, asks);
    const cli = await startEndpoint(CLI);
    const made = await fromDocs(place, 'batches.mjs');
    await run(place, [made['daemon']?.(client.url), made['cli']?.(cli.url)]);
    expect([...client.faults, ...cli.faults]).toEqual([]);
    expectSome(eventsOf(client.bodies()), [
      {
        event: 'tool.call',
        props: { tool: 'shell', durationMs: 12, outcome: 'ok', app_type: 'ox-cli', app_version: '1.2.3' },
      },
    ]);
    expectSome(cli.bodies(), [{ cli_version: '1.2.3', os: 'linux' }]);
    expectSome(eventsOf(cli.bodies()), [
      { type: 'command_complete', command: 'run', success: true },
      { type: 'command_complete', command: 'pull', success: false },
    ]);
    // The same event has the same UUID, whatever else is sent.
    const uuids = eventsOf(client.bodies()).map((event) => (event as { uuid: string }).uuid);
    expect(new Set(uuids).size).toBe(uuids.length);
  });

  test('a list with nothing around it', async ({ place }) => {
    const endpoint = await startEndpoint(LIST);
    const { sink } = await fromDocs(place, 'list.mjs');
    await run(place, [sink?.(endpoint.url)]);
    expect(endpoint.faults).toEqual([]);
    expectSome(endpoint.bodies().flat(), [
      { type: 'feature.used', name: 'session.start' },
      { name: 'tool.call', duration_ms: 12 },
      { type: 'command.invocation', name: 'run', exit_code: 0, tool_name: 'scan' },
    ]);
  });
});

describe('an endpoint that cannot read it', () => {
  test('refuses it, which is counted', async ({ place }) => {
    const endpoint = await startEndpoint({ ...CLIENT, events: { list: 'int64' } });
    const { daemon } = await fromDocs(place, 'batches.mjs');
    const options = { sinks: [['module', { ...daemon?.(endpoint.url), name: 'wrong' }] as const] };
    await runTool(place, { fixture: 'agent.mjs', options });
    await waitForCouriers(place.root);
    expect(endpoint.faults).toHaveLength(endpoint.requests());
    const { wrong } = await readAccounts(place, { options });
    expect(wrong?.dropped).toEqual({ rejected_status_400: wrong?.recorded });
  });
});
