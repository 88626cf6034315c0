import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { askCommand, runCommand, succeed } from '../../harness/command.ts';
import { waitForCouriers } from '../../harness/couriers.ts';
import { startFaultServer, type Received } from '../../harness/fault-server.ts';
import { startInbox, textOf } from '../../harness/inbox.ts';
import { storeConsent, type Place } from '../../harness/place.ts';
import { runTool, type ToolRun } from '../../harness/run-tool.ts';
import type { FixtureOptions, FixtureSink } from '../../harness/settings.ts';
import { measure } from '../../harness/spool.ts';
import { snapshot } from '../../harness/snapshot.ts';
import { test } from '../../harness/test.ts';

type Sending = {
  readonly sink: string;
  readonly events: number;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
type Told = { readonly heldBack?: string; readonly sendings: readonly Sending[] };

const ASK = { consent: { default: 'ask' } };
/** The first starts a courier, which finds nobody; the others are not even merged, and one of them was killed. */
const RUNS: readonly ToolRun[] = [
  { fixture: 'work.mjs', args: ['0', '7'] },
  { fixture: 'ends.mjs', args: ['SIGKILL', 'open'] },
  { fixture: 'next.mjs' },
];
const ONE_COURIER = { delivery: { intervalMs: 86_400_000 } };

describe('show prints the bytes that a server then receives', () => {
  const sinks: readonly { name: string; make: (url: string) => FixtureSink }[] = [
    { name: 'http, JSON, packed', make: (url) => ['http', { url: `${url}/in`, name: 'main' }] },
    {
      name: 'http, NDJSON, not packed',
      make: (url) => [
        'http',
        {
          url: `${url}/in`,
          name: 'main',
          format: 'ndjson',
          gzip: false,
          headers: { 'X-Api-Key': 's3cret', 'x-team': 'a' },
        },
      ],
    },
    { name: 'collector', make: (url) => ['collector', { url, key: 's3cret', name: 'main' }] },
  ];
  test.for(sinks)('$name', async ({ make }, { place }) => {
    const all: Received[] = [];
    const server = await startFaultServer(async (request) => {
      all.push(request);
      return takeAll(request);
    });
    const options = { ...ASK, sinks: [make(server.url)] };
    await recordWhileBroken(place, options, server.setFault);
    const before = snapshot(place.root);
    const { sendings } = await askCommand<Told>(place, ['show'], { options });
    expect(snapshot(place.root)).toEqual(before);
    const shown = await succeed(place, ['show'], { options });
    expect(shown).not.toContain('s3cret');
    const plain = atNoTime(shown);
    for (const { body } of sendings) expect(plain).toContain(atNoTime(body.trimEnd()));

    expect(all).toEqual([]);
    expect((await runCommand(place, ['flush'], { options })).code).toBe(0);
    await server.close();
    expect(sendings.length).toBeGreaterThan(1);
    expect(all.map(comparable)).toEqual(sendings.map(comparableShown));
  });

  test('a file', async ({ place }) => {
    const options = { ...ASK, ...ONE_COURIER };
    storeConsent(place.spool, { how: 'command', level: 'usage' });
    for (const run of RUNS) {
      await runTool(place, { ...run, options });
      await waitForCouriers(place.root);
    }
    const already = readFileSync(place.sinkFile, 'utf8');
    const { sendings } = await askCommand<Told>(place, ['show'], { options });
    expect(readFileSync(place.sinkFile, 'utf8')).toBe(already);
    expect((await runCommand(place, ['flush'], { options })).code).toBe(0);
    expect(sendings.every(({ method, target }) => method === 'append' && target === place.sinkFile)).toBe(
      true,
    );
    expect(readFileSync(place.sinkFile, 'utf8')).toBe(already + sendings.map(({ body }) => body).join(''));
  });
});

describe('show', () => {
  test('makes nothing where nothing is', async ({ place }) => {
    const before = snapshot(place.root);
    expect(await succeed(place, ['show'])).toContain('Nothing leaves.');
    expect(await succeed(place, ['show'], { env: { SCAN_TELEMETRY: 'on' } })).toBe(
      'Nothing waits, so nothing would leave.\n',
    );
    await succeed(place, ['show', '--sample']);
    await succeed(place, ['show', '--sample'], { env: { SCAN_TELEMETRY: 'on' } });
    expect(snapshot(place.root)).toEqual(before);
  });

  test.for([
    { env: { DO_NOT_TRACK: '1' }, heldBack: 'off' },
    { env: { SCAN_TELEMETRY: 'local' }, heldBack: 'local' },
  ])('of what waits nothing leaves while it is $heldBack', async ({ env, heldBack }, { place }) => {
    const inbox = await startInbox();
    const options = { ...ASK, sinks: [['http', { url: inbox.url, name: 'main' }]] as const };
    await recordWhileBroken(place, options, inbox.setFault);
    await inbox.close();
    expect(await askCommand<Told>(place, ['show'], { options, env })).toMatchObject({
      heldBack,
      sendings: [],
    });
  });

  test('what a lowered level keeps back is not in it', async ({ place }) => {
    const inbox = await startInbox();
    const options = { ...ASK, sinks: [['http', { url: inbox.url, name: 'main' }]] as const };
    await recordWhileBroken(place, options, inbox.setFault);
    await inbox.close();
    const { sendings } = await askCommand<Told>(place, ['show'], {
      options,
      env: { SCAN_TELEMETRY: 'errors' },
    });
    const text = sendings.map(({ body }) => body).join('');
    expect(text).toContain('scan.failed');
    expect(text).not.toContain('scan.step');
  });

  test('what waits for a new text is shown, and said to be held back', async ({ place }) => {
    const inbox = await startInbox();
    const options = { ...ASK, sinks: [['http', { url: inbox.url, name: 'main' }]] as const };
    await recordWhileBroken(place, options, inbox.setFault);
    await inbox.close();
    const newer = { ...options, consent: { default: 'ask', text: { version: 2 } } };
    const answer = await askCommand<Told>(place, ['show'], { options: newer });
    expect(answer.heldBack).toBe('notice');
    expect(answer.sendings.length).toBeGreaterThan(0);
  });

  test.for(['run', 'install'])(
    'a sample shows what is sent of few, drawn by %s, and not what never is',
    async (by, { place }) => {
      const options = {
        sampling: { rate: 0.001, by, events: { friction: 0 } },
        sinks: [['file', { path: place.sinkFile, name: 'main', filter: { sample: 0.0005 } }]],
      } satisfies FixtureOptions;
      const { sendings } = await askCommand<Told>(place, ['show', '--sample'], { options });
      const lines = sendings.flatMap(({ body }) => body.trim().split('\n'));
      const events = lines.map((line) => JSON.parse(line) as { name: string; sampleRate?: number });
      const rates = Object.fromEntries(events.map(({ name, sampleRate }) => [name, sampleRate]));
      expect(rates).toMatchObject({ 'command.invocation': 0.0005, crash: undefined });
      expect(rates).not.toHaveProperty('friction');
    },
  );

  test('a sample has each event that is declared or built in, and nothing that is not', async ({ place }) => {
    const options = {
      ...ASK,
      sinks: [['http', { url: 'http://127.0.0.1:9/', name: 'main', format: 'ndjson' }]] as const,
    };
    const { sendings } = await askCommand<Told>(place, ['show', '--sample'], { options });
    const lines = sendings.flatMap(({ body }) => body.trim().split('\n'));
    const events = lines.map((line) => JSON.parse(line) as { name: string; props: Record<string, unknown> });
    expect(events.map(({ name }) => name).toSorted()).toEqual([
      'command.abandoned',
      'command.error',
      'command.invocation',
      'command.summary',
      'crash',
      'daemon.start',
      'daemon.start_failure',
      'daemon.stop',
      'data.deletion_request',
      'error',
      'feature.used',
      'friction',
      'scan.failed',
      'scan.step',
      'scan.value',
      'session.end',
      'session.error',
      'session.start',
      'session.turn',
      'telemetry.test',
      'token.usage',
      'tool.call',
      'update.applied',
      'update.check',
    ]);
    expect(events.find(({ name }) => name === 'scan.value')?.props).toEqual({
      bytes: 2048,
      count: 3,
      durationMs: 120,
      flag: true,
      hash: '0123456789abcdef',
      oneOf: 'red',
      slug: 'example',
      text: 'an example',
      version: '1.2.3',
    });
  });
});

type Comparable = Pick<Sending, 'method' | 'headers'> & { readonly path: string; readonly body: unknown };

/** What was received, without what Node adds, what is masked, and what tells the time. */
function comparable({ headers, path, ...request }: Received): Comparable {
  const { host: _host, connection: _connection, 'content-length': _length, ...others } = headers;
  const body = textOf({ headers, path, ...request });
  return {
    method: 'POST',
    path,
    headers: withoutKeys(others as Record<string, string>),
    body: atNoTime(body),
  };
}

function comparableShown({ method, target, headers, body }: Sending): Comparable {
  return { method, path: new URL(target).pathname, headers: withoutKeys(headers), body: atNoTime(body) };
}

function withoutKeys(headers: Readonly<Record<string, string>>): Record<string, string> {
  const masked = { authorization: 'Bearer [key]', 'x-api-key': '[key]' };
  return { ...headers, ...Object.fromEntries(Object.entries(masked).filter(([name]) => name in headers)) };
}

/** `sentAt`, the time of the account, and how often it was tried are as of the moment of sending: nothing else may differ. */
function atNoTime(body: string): string {
  return body
    .replaceAll(/"sentAt":\d+/g, '"sentAt":0')
    .replaceAll(/("ledger":\{"id":"[^"]+","time":)\d+/g, '$10')
    .replaceAll(/"attempt":\d+/g, '"attempt":0');
}

/** An answer that suits any sink. */
function takeAll(request: Received): { status: number; body: string } {
  const count = textOf(request).match(/"seq":\d+,"time"/g)?.length ?? 0;
  return { status: 200, body: JSON.stringify({ accepted: count, duplicates: [], rejected: [] }) };
}

async function recordWhileBroken(
  place: Place,
  options: ToolRun['options'],
  setFault: (fault: 'broken' | 'none') => void,
): Promise<void> {
  storeConsent(place.spool, { how: 'command', level: 'usage' });
  setFault('broken');
  for (const run of RUNS) {
    await runTool(place, { ...run, options: { ...options, ...ONE_COURIER } });
    await waitForCouriers(place.root);
  }
  expect(measure(place, 'outbox').files).toBe(2);
  expect(measure(place, 'runs').files).toBe(2);
  setFault('none');
}
