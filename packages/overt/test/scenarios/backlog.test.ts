import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { readAccounts } from '../harness/account.ts';
import { startFaultServer } from '../harness/fault-server.ts';
import { textOf } from '../harness/inbox.ts';
import { runTool } from '../harness/run-tool.ts';
import type { FixtureSink } from '../harness/settings.ts';
import { test } from '../harness/test.ts';

const EVENTS = 6400;
const LENGTH = 8192;
/** What Node may use for objects and texts: less than the backlog, of which each sink would have a copy. A run that needs more dies. */
const HEAP_MB = 40;

describe('a backlog of 50 MB', () => {
  test('is delivered to two sinks within a heap that could not hold it', async ({ place }) => {
    const arrived: number[] = [];
    const server = await startFaultServer(async (request) => {
      const { list } = JSON.parse(textOf(request)) as { list: { n: number }[] };
      arrived.push(...list.map(({ n }) => n));
      return { status: 200, body: '' };
    });
    onTestFinished(server.close);
    const file = join(place.root, 'out', 'backlog.ndjson');
    const body = { tool: '{resource.tool}', list: '{events}' };
    const sinks: FixtureSink[] = [
      ['http', { url: server.url, name: 'http', body, event: { '...': '{props}' } }],
      ['file', { path: file, name: 'file' }],
    ];
    const options = {
      sinks,
      consent: { default: 'on', configured: true, level: 'full' },
      limits: { maxBytes: 200_000_000 },
    };
    const { code, stdout } = await runTool(place, {
      fixture: 'backlog.mjs',
      args: [String(EVENTS), String(LENGTH)],
      nodeArgs: [`--max-old-space-size=${HEAP_MB}`],
      options,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"outcome":"delivered","pending":0}' });
    const all = Array.from({ length: EVENTS }, (_, n) => n);
    expect(arrived).toEqual(all);
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    expect(lines.map((line) => (JSON.parse(line) as { props: { n: number } }).props.n)).toEqual(all);
    expect(lines.join('').length).toBeGreaterThan(50_000_000);
    const accounts = await readAccounts(place, { options: { sinks } });
    for (const name of ['http', 'file'])
      expect(accounts[name]).toMatchObject({ recorded: EVENTS, delivered: EVENTS, pending: 0 });
  });
});
