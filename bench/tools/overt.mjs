// Overt as a tool's author uses it: declare, record, and end like any other program.
import { count, defineTelemetry, http } from 'overt';
import { afterCapture, atEnd, endpoint, id, work } from './cli.mjs';

// An hour, so that no series outlasts it: the first run with a new state folder is the only one that starts the courier.
const INTERVAL_MS = 3_600_000;
const FLUSH_TIMEOUT_MS = 10_000;

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
  delivery: { mode: 'detached', intervalMs: INTERVAL_MS },
});

if (process.argv.includes('--flush')) {
  await telemetry.flush({ timeoutMs: FLUSH_TIMEOUT_MS });
} else {
  work();
  telemetry.track('bench.done', { n: id });
  afterCapture();
  atEnd();
}
