/**
 * For the tests of tools that use Overt, and of sinks.
 *
 * @module
 */
export type { FixedClock } from './testing/fixed-clock.ts';
export type { MemorySink } from './testing/memory-sink.ts';
export type { SinkFault, SinkUnderTest } from './testing/contract/subject.ts';
export type { TestRunner } from './testing/describe-sink.ts';
export type {
  FaultyServer,
  FaultyServerOptions,
  PostedAnswer,
  PostedRequest,
} from './testing/faulty-server.ts';
export type { TestPlatform, TestPlatformOptions } from './testing/test-platform.ts';
export type { TestTelemetry, TestTelemetryOptions } from './testing/test-telemetry.ts';

export { describeSink } from './testing/describe-sink.ts';
export { faultyServer } from './testing/faulty-server.ts';
export { fixedClock } from './testing/fixed-clock.ts';
export { memorySink } from './testing/memory-sink.ts';
export { testPlatform } from './testing/test-platform.ts';
export { testTelemetry } from './testing/test-telemetry.ts';
