import type { EventRun } from 'overt';
import type { SinkSettings } from './settings.ts';

/** The release of a run, not of the tool of today: what is sent may be weeks old. */
export function releaseOf({ release }: SinkSettings, { tool, version }: EventRun['resource']): string {
  const whole = release.replaceAll('{tool}', () => tool).replaceAll('{version}', () => version);
  // What Sentry does not take in the name of a release.
  return whole.replaceAll(/[\s/\\]/g, '_').slice(0, 200);
}
