/** A tool that uses `overt`: check-packages.ts type-checks it against the packed package, as ESM and as CommonJS. */
import { count, defineTelemetry, noop, oneOf, type FlushResult } from 'overt';
import { createFollower, type Follower } from 'overt/adapter';
import 'overt/worker';
import { memorySink, testTelemetry, type MemorySink } from 'overt/testing';

export const telemetry = defineTelemetry({
  tool: 'consumer',
  version: '1.0.0',
  sinks: [noop()],
  events: {
    'build.done': {
      why: 'Shows that the types of the events arrive.',
      level: 'usage',
      owner: 'consumer',
      expires: 'never',
      fields: { files: count(), mode: oneOf(['dev', 'prod']) },
    },
  },
});

export const follower: Follower = createFollower(telemetry);
export const sink: MemorySink = memorySink();
export const inTests = testTelemetry;

export async function build(): Promise<FlushResult> {
  telemetry.track('build.done', { files: 3, mode: 'dev' });
  // @ts-expect-error The mode is one of two.
  telemetry.track('build.done', { files: 3, mode: 'test' });
  return telemetry.flush({ timeoutMs: 1000 });
}
