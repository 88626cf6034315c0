import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startCollector, type Collector, type CollectorOptions } from '../src/start-collector.ts';
import { createFakeStore } from './fake-store.ts';
import { makeRequest, send } from './events.ts';
import { makeTempFolder } from './temp-folder.ts';
import { waitFor } from './wait-for.ts';

async function start(options: CollectorOptions): Promise<Collector> {
  const collector = await startCollector({
    port: 0,
    data: makeTempFolder(),
    store: createFakeStore(),
    logger: () => undefined,
    ...options,
  });
  onTestFinished(() => collector.close());
  return collector;
}

/** Sends `text` and collects what comes back until the connection is closed. */
function talk(collector: Collector, text: string): { socket: Socket; closed: Promise<string> } {
  const socket = connect(collector.port, '127.0.0.1');
  socket.write(text);
  onTestFinished(() => void socket.destroy());
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => undefined);
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(answer)));
  return { socket, closed };
}

const headOf = ({ writeKey }: Collector, length: number): string =>
  `POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${writeKey}\r\n` +
  `Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

test('a client that sends its headers letter by letter is cut off', async () => {
  const collector = await start({ headersTimeoutMs: 300 });
  const { socket, closed } = talk(collector, 'POST /v1/events HTTP/1.1\r\nX-Slow: ');
  const drip = setInterval(() => socket.write('a'), 50);
  const answer = await closed;
  clearInterval(drip);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('{"error":{"code":"request_timeout"');
});

test('a client that sends its body drop by drop is cut off', async () => {
  const collector = await start({ bodyDeadlineMs: 300 });
  const { socket, closed } = talk(collector, headOf(collector, 100_000));
  const drip = setInterval(() => socket.write(' '), 50);
  const answer = await closed;
  clearInterval(drip);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('{"error":{"code":"request_timeout"');
});

test('a client that goes away in the middle of its body takes nothing with it', async () => {
  const collector = await start({});
  const { socket } = talk(collector, `${headOf(collector, 100_000)}{"format":1,`);
  await waitFor('the connection', () => socket.readyState === 'open');
  socket.destroy();
  expect((await send(collector, makeRequest())).status).toBe(200);
});

test('a body that is longer than it may be is answered while it is still being sent', async () => {
  const collector = await start({});
  const chunk = `${(65_536).toString(16)}\r\n${' '.repeat(65_536)}\r\n`;
  const head = headOf(collector, 0).replace('Content-Length: 0', 'Transfer-Encoding: chunked');
  const { socket, closed } = talk(collector, head);
  const flood = setInterval(() => socket.write(chunk), 1);
  const answer = await closed;
  clearInterval(flood);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
});

test('what is not HTTP gets the one error shape', async () => {
  const collector = await start({});
  expect(await talk(collector, 'hello\r\n\r\n').closed).toMatch(
    /^HTTP\/1\.1 400 [\s\S]*"code":"invalid_envelope"/,
  );
});

test('a backlog beyond its bound answers 429 until the store has taken it', async () => {
  const store = createFakeStore();
  store.onInsert = () => ({ outcome: 'failed', error: new Error('away') });
  const collector = await start({ store, maxBacklogBytes: 1_000 });
  await waitFor('the bound', async () => (await send(collector, makeRequest())).status === 429);
  const refused = await send(collector, makeRequest());
  expect([refused.headers.get('retry-after'), await refused.json()]).toMatchObject([
    /^\d+$/,
    { error: { code: 'slow_down' } },
  ]);
  const getHealth = (): Promise<Response> => fetch(`${collector.url}/healthz`);
  await waitFor('the store to fail', async () => (await (await getHealth()).text()).includes('failing'));
  const health = await getHealth();
  expect([health.status, await health.json()]).toMatchObject([
    503,
    { status: 'slow_down', store: 'failing' },
  ]);
  store.onInsert = () => ({ outcome: 'stored' });
  await waitFor('the backlog to shrink', async () => (await send(collector, makeRequest())).status === 200);
});
