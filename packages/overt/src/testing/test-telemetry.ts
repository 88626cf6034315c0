import type { Catalogue } from '../catalogue/event.ts';
import type { ErrorFields } from '../errors/options.ts';
import { createInstalled } from '../entry/installed.ts';
import { givenEntries } from '../given-entries.ts';
import { createTelemetry } from '../telemetry/define.ts';
import { OptionError } from '../option-error.ts';
import type { TelemetryOptions } from '../telemetry/options.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { BatchEvent } from '../sinks/batch.ts';
import { memorySink, type MemorySink } from './memory-sink.ts';
import { testPlatform, type TestPlatform } from './test-platform.ts';

/** What a test gives: the tool's own options, as far as it likes, and a folder. */
export type TestTelemetryOptions<Events extends Catalogue, Extra extends ErrorFields = ErrorFields> = Partial<
  TelemetryOptions<Events, Extra>
> & {
  /** An empty folder that the test removes. Everything is written below it. */
  readonly home: string;
  readonly platform?: TestPlatform;
};

/** The telemetry of a tool under test, and what became of its events. */
export type TestTelemetry<Events extends Catalogue, Extra extends ErrorFields = ErrorFields> = {
  readonly telemetry: Telemetry<Events, Extra>;
  readonly sink: MemorySink;
  readonly platform: TestPlatform;
  /** Delivers what was recorded so far, and answers all that has arrived. */
  readonly delivered: () => Promise<readonly BatchEvent[]>;
};

/**
 * Makes a telemetry for tests: the real one, from the check of the catalogue to the spool and the courier, with a
 * sink in memory, a clock that stands still, and a home of its own. Recording is on at level `full`.
 *
 * @throws {OptionError} where NODE_ENV is `production`: what is recorded there goes nowhere.
 */
export function testTelemetry<
  const Events extends Catalogue = Record<never, never>,
  const Extra extends ErrorFields = Record<never, never>,
>(options: TestTelemetryOptions<Events, Extra>): TestTelemetry<Events, Extra> {
  const { home, platform = testPlatform({ home }), ...given } = options;
  if (process.env['NODE_ENV'] === 'production') {
    throw new OptionError(
      'The telemetry for tests refuses to work with NODE_ENV=production: it delivers nothing.',
    );
  }
  const said = Object.fromEntries(givenEntries(given) ?? []) as typeof given;
  const sink = memorySink();
  const telemetry = createTelemetry<Events, Extra>(createInstalled(platform), {
    tool: 'test-tool',
    version: '0.0.0',
    consent: { default: 'on', level: 'full', configured: true },
    delivery: { mode: 'inline' },
    ...said,
    sinks: said.sinks ?? [sink],
  });
  const delivered = async (): Promise<readonly BatchEvent[]> => {
    await telemetry.flush();
    return sink.events;
  };
  return { telemetry, sink, platform, delivered };
}
