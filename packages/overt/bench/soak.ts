/**
 * Whether telemetry can be felt in an agent that runs for long: `npm run soak -- --minutes 10`. Two processes do the same at the same
 * time, a hundred events a second, one with telemetry and one without. Then the one with telemetry is killed, and what it
 * recorded is compared with what arrives. Ends with 1 if memory grows, the event loop is late, or an event is lost.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { judge, summarize, type Sample } from './soak/judge.ts';

const LOOP = join(import.meta.dirname, 'soak/loop.mjs');
const NEXT = join(import.meta.dirname, 'soak/next.mjs');
const MINUTE_MS = 60_000;
const DELIVERY_LIMIT_MS = 60_000;
/** Between two deliveries: there are to be some, also where there is little time. */
const INTERVAL_MS = 10_000;
const SHORT_INTERVAL_MS = 2000;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '100' } },
});
process.exitCode = (await soak(Number(values.minutes), values.rate)) ? 0 : 1;

async function soak(minutes: number, rate: string): Promise<boolean> {
  const home = mkdtempSync(join(tmpdir(), 'overt-soak-'));
  const received = new Map<string, string>();
  const server = await receive(received);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const interval = String(minutes < 1 ? SHORT_INTERVAL_MS : INTERVAL_MS);
  const start = (mode: string): Loop => startLoop(home, [mode, url, join(home, mode), rate, interval]);
  try {
    const [bare, own] = [start('without'), start('with')];
    await new Promise((resolve) => void setTimeout(resolve, minutes * MINUTE_MS));
    await Promise.all([bare, own].map(kill));
    await deliver(home, url);
    const recorded = statSync(join(home, 'with')).size;
    const found = judge([summarize(bare.samples), summarize(own.samples)], {
      recorded,
      received: [...received],
    });
    for (const { text } of found) process.stdout.write(`${text}\n`);
    return found.every(({ isFine }) => isFine);
  } finally {
    server.close();
    rmSync(home, { recursive: true, force: true });
  }
}

type Loop = { readonly child: ChildProcess; readonly samples: Sample[] };

function startLoop(home: string, args: readonly string[]): Loop {
  const samples: Sample[] = [];
  const child = spawn(process.execPath, ['--expose-gc', LOOP, ...args], {
    env: environment(home),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.on('message', (sample) => void samples.push(sample as Sample));
  return { child, samples };
}

function kill({ child }: Loop): Promise<void> {
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  return gone;
}

/** The next run of the tool delivers what the killed one left. */
function deliver(home: string, url: string): Promise<void> {
  const child = spawn(process.execPath, [NEXT, url, String(DELIVERY_LIMIT_MS)], {
    env: environment(home),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => void child.once('exit', () => resolve()));
}

/** Nothing of the shell that starts it: CI, agents and proxies change what telemetry does. */
function environment(home: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home };
}

async function receive(received: Map<string, string>) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
      const { events } = JSON.parse(body.toString()) as { events: { id: string; name: string }[] };
      for (const { id, name } of events) received.set(id, name);
      response.end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return server;
}
