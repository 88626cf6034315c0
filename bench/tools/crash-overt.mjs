// The same tool with Overt: it listens to such errors by itself.
import { defineTelemetry, http } from 'overt';
import { crash, endpoint, id, work } from './cli.mjs';

// An hour, so that but for a crash no courier is due.
const INTERVAL_MS = 3_600_000;

defineTelemetry({
  tool: 'bench-tool',
  version: '1.0.0',
  consent: { default: 'on', configured: true },
  sinks: [http({ url: `${endpoint}/` })],
  delivery: { mode: 'detached', intervalMs: INTERVAL_MS },
  tags: { bench: String(id) },
});

work();
crash();
