import { placeOf, placeOfOwn, type SinkPlace } from '../sinks/place-of.ts';
import type { Settings } from '../telemetry/options.ts';

/** @internal */
export function describeSinks({
  descriptors,
  liveSinks,
}: Pick<Settings, 'descriptors' | 'liveSinks'>): SinkPlace[] {
  return [...descriptors.map(placeOf), ...liveSinks.map(placeOfOwn)];
}
