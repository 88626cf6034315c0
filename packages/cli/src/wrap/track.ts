import type { Telemetry } from 'overt';
import { CliError } from '../errors.ts';
import { openTool } from './open-tool.ts';
import { findEvent, parseProps } from './parse-props.ts';

/**
 * `overt track <event> key=value…`: records one event. What is not declared is the author's mistake, and is said whatever the user has
 * chosen; whether it is recorded and delivered is no concern of the script's.
 */
export async function trackEvent(
  [name, ...pairs]: readonly string[],
  config: string | undefined,
): Promise<void> {
  if (name === undefined) throw new CliError('Name the event: overt track deploy.finished files=3.');
  const { telemetry, events } = await openTool(config);
  const { BUILTIN_EVENTS } = await import('overt/catalogue');
  const props = parseProps(pairs, findEvent(name, events, BUILTIN_EVENTS));
  (telemetry.track as TrackAny)(name, props);
}

/** Of which events there are, the compiler knows nothing here: they were looked up. */
type TrackAny = (name: string, props: object) => ReturnType<Telemetry['track']>;
