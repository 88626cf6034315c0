import { collector, defineTelemetry } from 'overt';
import { DECLARED } from './declared.js';

export const telemetry = defineTelemetry({
  ...DECLARED,
  sinks: [
    collector({
      url: process.env['ERRAND_COLLECTOR_URL'] ?? 'http://127.0.0.1:4766',
      key: process.env['ERRAND_COLLECTOR_KEY'] ?? 'not-set',
    }),
  ],
});
