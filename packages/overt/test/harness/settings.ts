import { TOOL, type Place } from './place.ts';

/** A sink as a fixture makes it: the name of the function of `overt` and its options; of a module, the descriptor; of `sentry` and other packages, their options. */
export type FixtureSink = readonly [
  'noop' | 'stdout' | 'file' | 'http' | 'collector' | 'module' | 'sentry' | 'otlp' | 'posthog' | 'datadog',
  Readonly<Record<string, unknown>>,
];

/** Options of `defineTelemetry` as JSON. */
export type FixtureOptions = {
  readonly sinks?: readonly FixtureSink[];
  readonly delivery?: Readonly<Record<string, unknown>>;
  readonly consent?: Readonly<Record<string, unknown>>;
  readonly limits?: Readonly<Record<string, unknown>>;
  readonly [option: string]: unknown;
};

/**
 * What a fixture gives to `defineTelemetry`: on (without a file that says so, since many tests are about files), each run starts a courier (so that no test waits for an interval), and
 * a sink that failed may be tried again at once.
 */
export function createSettings(place: Place, options: FixtureOptions = {}): FixtureOptions {
  const { delivery, consent, ...others } = options;
  return {
    tool: TOOL,
    version: '1.2.3',
    sinks: [['file', { path: place.sinkFile, name: 'main' }]],
    ...others,
    consent:
      consent !== undefined && 'default' in consent
        ? consent
        : { default: 'on', configured: true, ...consent },
    delivery: { mode: 'detached', intervalMs: 0, retryBaseMs: 1, ...delivery },
  };
}
