/** A tool whose telemetry `@overt/cli` documents and checks: check-packages.ts does both with the packed packages. */
import { count, defineTelemetry, noop, oneOf } from 'overt';
import { BUILTIN_EVENTS, RETENTION, type Catalogue } from 'overt/catalogue';

const events = {
  'build.done': {
    why: 'To see how large the builds are that we must be fast for.',
    owner: 'consumer team',
    // A day would make this check fail once it is near.
    expires: 'never',
    fields: { files: count(), mode: oneOf(['dev', 'prod']) },
  },
} as const satisfies Catalogue;

export const telemetry = defineTelemetry({ tool: 'consumer', version: '1.0.0', sinks: [noop()], events });

export const days: number = RETENTION.journal.maxAgeMs / (24 * 60 * 60 * 1000);
// @ts-expect-error A crash is no declaration of a number.
export const wrong: number = BUILTIN_EVENTS.crash;
