import { defineTelemetry, noop } from 'overt';

/** A tool that only says what holds. */
export function say(tool, consent) {
  const telemetry = defineTelemetry({ tool, version: '1.0.0', consent, sinks: [noop()] });
  const { level, local, source, reason, locked } = telemetry.consent();
  console.log(JSON.stringify({ choice: local ? 'local' : level, source, locked, reason }));
}
