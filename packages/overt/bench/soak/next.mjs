// The run after the one that was killed: delivers what that one left.
import { defineTelemetry, http } from 'overt';

const [url, timeoutMs] = process.argv.slice(2);
const telemetry = defineTelemetry({
  tool: 'soak',
  version: '1.0.0',
  consent: { default: 'on', ci: 'on', notice: false },
  sinks: [http({ url })],
  delivery: { mode: 'background', intervalMs: 60_000 },
});
const { outcome, pending } = await telemetry.flush({ timeoutMs: Number(timeoutMs) });
if (outcome !== 'delivered') process.stderr.write(`flush: ${outcome}, ${pending} events left\n`);
