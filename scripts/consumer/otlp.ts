/** A tool that uses `@overt/otlp`: check-packages.ts type-checks it against the packed package, as ESM and as CommonJS. */
import { otlp, type OtlpOptions } from '@overt/otlp';
import { defineTelemetry } from 'overt';

const options: OtlpOptions = {
  url: '',
  protocol: 'http/json',
  runs: true,
  resource: { 'service.namespace': 'cli' },
};
// @ts-expect-error There is no such protocol here.
export const wrong = (): unknown => otlp({ url: '', protocol: 'grpc' });

export const telemetry = defineTelemetry({ tool: 'consumer', version: '1.0.0', sinks: [otlp(options)] });
