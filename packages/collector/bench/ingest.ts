/**
 * Events per second that the collector accepts durably over HTTP, with batches of 1, 25 and 500, the client on the same
 * machine: `tsx packages/collector/bench/ingest.ts [share of the events] [only this batch size]`. Prints a line of JSON for
 * each batch size. The bodies, each with runs and ids of its own, are made before the clock starts, so that the client costs
 * a tenth of what the collector does (clientCpuUs and serverCpuUs: processor time for each event). They are as the SDK
 * writes them; one with escapes in it (a stack, a Windows path) is read by the thorough reader, at twice the cost.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeRunId } from '../test/events.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';

export type IngestFigures = {
  readonly bench: 'ingest';
  readonly batch: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time for each event: of the collector (its store and what it loads meanwhile included), of this client. */
  readonly serverCpuUs: number;
  readonly clientCpuUs: number;
  readonly serverPeakMiB: number;
};

/** Events and connections by batch size. */
const PLAN = [
  { batch: 1, events: 60_000, connections: 32 },
  { batch: 25, events: 500_000, connections: 16 },
  { batch: 500, events: 1_500_000, connections: 8 },
] as const;

export async function benchIngest(scale = 1, onlyBatch?: number): Promise<IngestFigures[]> {
  const figures: IngestFigures[] = [];
  for (const { batch, events, connections } of PLAN.filter(({ batch }) => (onlyBatch ?? batch) === batch)) {
    const data = mkdtempSync(join(tmpdir(), 'overt-bench-'));
    const server = await startServerProcess(data);
    try {
      const bodies = makeBodies(Math.ceil((events * scale) / batch), batch);
      await sendAll(server, makeBodies(50, batch), connections); // warm
      const [serverBefore, clientBefore] = [server.cpuSeconds(), process.cpuUsage()];
      const { seconds, latencies } = await sendAll(server, bodies, connections);
      const serverCpu = server.cpuSeconds() - serverBefore;
      const client = process.cpuUsage(clientBefore);
      const perEvent = 1e6 / (bodies.length * batch);
      figures.push({
        bench: 'ingest',
        batch,
        events: bodies.length * batch,
        eventsPerSecond: Math.round((bodies.length * batch) / seconds),
        requestsPerSecond: Math.round(bodies.length / seconds),
        p50Ms: quantile(latencies, 0.5),
        p99Ms: quantile(latencies, 0.99),
        serverCpuUs: Number((serverCpu * perEvent).toFixed(1)),
        clientCpuUs: Number((((client.user + client.system) / 1e6) * perEvent).toFixed(1)),
        serverPeakMiB: server.memory().peakMiB,
      });
    } finally {
      await server.close();
      rmSync(data, { recursive: true, force: true });
    }
  }
  return figures;
}

/** Requests as the SDK sends them: gzip, three events a run (its batches are of many short runs). */
function makeBodies(count: number, batch: number): Buffer[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) => {
    const runs = [];
    for (let left = batch; left > 0; left -= 3) runs.push(makeRun(Math.min(3, left), now - index));
    return gzipSync(JSON.stringify({ format: 1, batch: `b-${index}`, attempt: 1, sentAt: now, runs }), {
      level: 1,
    });
  });
}

function makeRun(events: number, time: number): unknown {
  const id = makeRunId(time);
  const resource = {
    tool: 'tally',
    version: '1.4.2',
    install: id.slice(10),
    os: 'linux',
    osVersion: '6.1',
    arch: 'x64',
    runtime: 'node',
    runtimeVersion: '20.20.2',
  };
  const props = { command: `cmd${time % 30}`, outcome: 'ok', exitCode: 0, durationMs: time % 1000 };
  const list = Array.from({ length: events }, (_, index) => ({
    seq: index + 1,
    time,
    name: 'command.invocation',
    props,
  }));
  return { run: id, level: 'usage', resource, events: list };
}

async function sendAll(
  server: ServerProcess,
  bodies: readonly Buffer[],
  connections: number,
): Promise<{ seconds: number; latencies: number[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  let next = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
        const sent = performance.now();
        await sendOne(server, body, agent);
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  return { seconds, latencies };
}

function sendOne(server: ServerProcess, body: Buffer, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${server.writeKey}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'content-length': body.length,
    };
    const sent = request(`${server.url}/v1/events`, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', resolve).once('error', reject);
      if (response.statusCode !== 200) reject(new Error(`The collector answered ${response.statusCode}.`));
    });
    sent.once('error', reject).end(body);
  });
}

function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Number((sorted[Math.floor((sorted.length - 1) * at)] ?? 0).toFixed(1));
}

if (process.argv[1] === import.meta.filename) {
  const [scale = 1, onlyBatch] = process.argv.slice(2).map(Number);
  for (const figures of await benchIngest(scale, onlyBatch))
    process.stdout.write(`${JSON.stringify(figures)}\n`);
}
