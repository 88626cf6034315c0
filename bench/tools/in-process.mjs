// Costs inside one process: `import <sdk>` times a cold import, the set-up and the first event; `calls <sdk> <n>` times the
// call that records an event. Network is stubbed for the SDKs that deliver in process: their best case.
import { appendFileSync, openSync, writeSync } from 'node:fs';
import { endpoint } from './cli.mjs';

/** Yield to timers and promises after so many calls: below the 64 events after which Sentry's buffer drops what comes. */
const CHUNK = 50;

/** An SDK whose calls are slow is measured on fewer of them. */
const MAX_SECONDS = 12;

const LINE = 'x'.repeat(399) + '\n';
const ok = { status: 200, statusCode: 200, text: async () => '{}', json: async () => ({}) };

const SDKS = {
  appendFileSync: { specifiers: [], open: () => () => appendFileSync(process.env.BENCH_FILE, LINE) },
  writeSync: {
    specifiers: [],
    open() {
      const fd = openSync(process.env.BENCH_FILE, 'a');
      return () => writeSync(fd, LINE);
    },
  },
  empty: { specifiers: ['bench-empty'], open: () => () => {} },
  overt: {
    specifiers: ['overt'],
    open([{ count, defineTelemetry, http }]) {
      const telemetry = defineTelemetry({
        tool: 'bench-tool',
        version: '1.0.0',
        consent: { default: 'on', configured: true },
        events: {
          'bench.done': {
            why: 'The benchmark records one event.',
            level: 'usage',
            owner: 'bench',
            expires: 'never',
            fields: { n: count() },
          },
        },
        sinks: [http({ url: `${endpoint}/` })],
        delivery: { mode: 'detached', intervalMs: 3_600_000 },
      });
      return (n) => telemetry.track('bench.done', { n });
    },
  },
  posthog: {
    specifiers: ['posthog-node'],
    open([{ PostHog }]) {
      const client = new PostHog('phc_bench', { host: endpoint, fetch: async () => ok });
      return (n) => client.capture({ distinctId: 'bench', event: 'bench.done', properties: { n } });
    },
  },
  sentry: {
    specifiers: ['@sentry/node'],
    open([Sentry]) {
      const transport = (options) => Sentry.createTransport(options, async () => ok);
      Sentry.init({ dsn: endpoint.replace('http://', 'http://public@') + '/1', transport });
      return (n) => Sentry.captureEvent({ message: 'bench.done', extra: { n } });
    },
  },
  segment: {
    specifiers: ['@segment/analytics-node'],
    open([{ Analytics }]) {
      const analytics = new Analytics({
        writeKey: 'bench',
        host: endpoint,
        httpClient: { makeRequest: async () => ok },
      });
      return (n) => analytics.track({ anonymousId: 'bench', event: 'bench.done', properties: { n } });
    },
  },
  'otel-logs': {
    specifiers: [
      '@opentelemetry/sdk-logs',
      '@opentelemetry/exporter-logs-otlp-http',
      '@opentelemetry/resources',
    ],
    open([{ BatchLogRecordProcessor, LoggerProvider }, , { resourceFromAttributes }]) {
      const exporter = {
        export: (_, done) => done({ code: 0 }),
        shutdown: async () => {},
        forceFlush: async () => {},
      };
      const provider = new LoggerProvider({
        resource: resourceFromAttributes({ 'service.name': 'bench-tool' }),
        processors: [new BatchLogRecordProcessor({ exporter })],
      });
      const logger = provider.getLogger('bench');
      return (n) => logger.emit({ eventName: 'bench.done', attributes: { n } });
    },
  },
};

const [, , mode, name, calls] = process.argv;
const { specifiers, open } = SDKS[name];
const start = performance.now();
const modules = [];
for (const specifier of specifiers) modules.push(await import(specifier));
const imported = performance.now();
const record = open(modules);
const opened = performance.now();
record(0);
const recorded = performance.now();

const found =
  mode === 'calls'
    ? await timeCalls(Number(calls))
    : { importMs: imported - start, openMs: opened - imported, firstMs: recorded - opened };
writeSync(1, JSON.stringify(found));
// Nothing runs after the last call: what is on disk now was there when the call returned.
process.kill(process.pid, 'SIGKILL');

async function timeCalls(wanted) {
  const chunkNs = [];
  const before = process.cpuUsage();
  const deadline = performance.now() + MAX_SECONDS * 1000;
  let made = 0;
  while (made < wanted && performance.now() < deadline) {
    const begin = process.hrtime.bigint();
    for (let n = 0; n < CHUNK; n++) record(made + n);
    chunkNs.push(Number(process.hrtime.bigint() - begin) / CHUNK);
    made += CHUNK;
    await new Promise(setImmediate);
  }
  const { user, system } = process.cpuUsage(before);
  chunkNs.sort((a, b) => a - b);
  const at = (share) => chunkNs[Math.floor((chunkNs.length - 1) * share)];
  return { made, medianNs: at(0.5), p99Ns: at(0.99), cpuNs: ((user + system) * 1000) / made };
}
