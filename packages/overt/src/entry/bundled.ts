import packed from 'whole-package';
import type { Catalogue } from '../catalogue/event.ts';
import { becomeCourierIfAsked } from '../courier/start/become.ts';
import { placeCourier } from '../courier/start/locate.ts';
import { evaluate } from '../platform/evaluate.ts';
import type { Surroundings } from '../telemetry/context.ts';
import { createOnce } from '../telemetry/define.ts';
import type { ErrorFields } from '../errors/options.ts';
import type { TelemetryOptions } from '../telemetry/options.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { createBundledPlatform } from './bundled-platform.ts';
import type * as Whole from './whole.ts';

/**
 * What a bundler takes in place of `index.js`, by the export condition `module`, which Node itself never asks for. In
 * a tool that is one file nothing lies beside us, so this carries the rest, packed: a third of its size, and no code that
 * each run would have to read. The names are those of `index.ts`; a test holds the two against each other.
 */
export { bytes, count, durationMs, flag, hash, oneOf, slug, text, version } from '../catalogue/field.ts';
export { collector, file, http, moduleSink, noop, stdout } from '../sinks/define.ts';
export { getTelemetry } from '../host/host.ts';
export { OptionError } from '../option-error.ts';

const platform = createBundledPlatform();
let text: string | undefined;
/** Once for a process: to read it takes 20 ms. */
let whole: typeof Whole | undefined;
becomeCourierIfAsked(platform, unpack);

export function defineTelemetry<
  const Events extends Catalogue = Record<never, never>,
  const Extra extends ErrorFields = Record<never, never>,
>(options: TelemetryOptions<Events, Extra>): Telemetry<Events, Extra> {
  return createOnce(createBundled(), options);
}

function createBundled(): Surroundings {
  const load = (): typeof Whole => (whole ??= evaluate(platform, unpack(), 'overt') as typeof Whole);
  return {
    platform,
    checks: () => load().checks,
    cold: () => load().cold,
    errors: () => load().errors,
    // Without a file: the user may want to be told that telemetry is off.
    loadCourier: async () => load().courier,
    locate: (folder) => placeCourier(platform, folder, unpack()),
  };
}

function unpack(): string {
  return (text ??= platform
    .builtin('node:zlib')
    .brotliDecompressSync(Buffer.from(packed, 'base64'))
    .toString('utf8'));
}
