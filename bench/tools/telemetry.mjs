// What the tools that are written with a framework share.
import { defineTelemetry, http } from 'overt';
import { endpoint } from './cli.mjs';

// An hour, so that no courier is due but after the warm-up.
const INTERVAL_MS = 3_600_000;

export const telemetry = defineTelemetry({
  tool: 'bench-tool',
  version: '1.0.0',
  consent: { default: 'on', configured: true },
  sinks: [http({ url: `${endpoint}/` })],
  delivery: { mode: 'detached', intervalMs: INTERVAL_MS },
});
