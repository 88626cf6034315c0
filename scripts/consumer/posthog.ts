/** A tool that uses `@overt/posthog`: check-packages.ts type-checks it against the packed package, as ESM and as CommonJS. */
import { posthog, type PosthogOptions } from '@overt/posthog';
import { defineTelemetry } from 'overt';

const options: PosthogOptions = { key: '', region: 'eu' };
// @ts-expect-error There is no such option.
export const wrong = (): unknown => posthog({ key: '', environment: 'production' });

export const telemetry = defineTelemetry({ tool: 'consumer', version: '1.0.0', sinks: [posthog(options)] });
