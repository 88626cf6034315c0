/** A tool that uses `@overt/datadog`: check-packages.ts type-checks it against the packed package, as ESM and as CommonJS. */
import { datadog, type DatadogOptions } from '@overt/datadog';
import { defineTelemetry } from 'overt';

const options: DatadogOptions = { key: '', site: 'datadoghq.eu' };
// @ts-expect-error There is no such option.
export const wrong = (): unknown => datadog({ key: '', environment: 'production' });

export const telemetry = defineTelemetry({ tool: 'consumer', version: '1.0.0', sinks: [datadog(options)] });
