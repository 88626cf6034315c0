import packedCourier from 'courier-source';
import type { Catalogue } from '../catalogue/event.ts';
import { placeCourier } from '../courier/locate.ts';
import * as cold from './cold.ts';
import { createNodePlatform } from '../platform/node.ts';
import type { Platform } from '../platform/platform.ts';
import { createTelemetry } from '../telemetry/define.ts';
import type { TelemetryOptions } from '../telemetry/options.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/**
 * What a bundler takes in place of `index.js`, by the export condition `module`, which Node itself never asks for. In
 * a tool that is one file there is no `courier.js` beside us, so this carries it, packed: a third of its size. The names are those of
 * `index.ts`; a test holds the two against each other.
 */
export { bytes, count, durationMs, flag, hash, oneOf, slug, text, version } from '../catalogue/field.ts';
export { collector, file, http, noop, stdout } from '../sinks/define.ts';
export { OptionError } from '../option-error.ts';

export function defineTelemetry<const Events extends Catalogue = Record<never, never>>(
  options: TelemetryOptions<Events>,
): Telemetry<Events> {
  const platform = createNodePlatform();
  const source = (): string => unpack(platform, packedCourier);
  const locate = (folder: string): string => placeCourier(platform, folder, source());
  return createTelemetry({ platform, cold: () => cold, locate, source }, options);
}

function unpack(platform: Platform, packed: string): string {
  return platform.builtin('node:zlib').brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8');
}
