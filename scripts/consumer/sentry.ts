/** A tool that uses `@overt/sentry`: check-packages.ts type-checks it against the packed package, as ESM and as CommonJS. */
import { sentry, type SentryOptions } from '@overt/sentry';
import { defineTelemetry } from 'overt';

const options: SentryOptions = { dsn: '', sessions: false };
// @ts-expect-error There is no such option.
export const wrong = (): unknown => sentry({ dsn: '', environment: 'production' });

export const telemetry = defineTelemetry({ tool: 'consumer', version: '1.0.0', sinks: [sentry(options)] });
