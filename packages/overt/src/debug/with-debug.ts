import { explainConsent } from '../consent/explain.ts';
import { completeResource } from '../courier/collect/complete-resource.ts';
import { redactEvents } from '../courier/deliver/redact-events.ts';
import type { Platform } from '../platform/platform.ts';
import type { Cold, Context, Surroundings } from '../telemetry/context.ts';
import { describeDecision, readDebugMode } from './debug.ts';
import { logCalls } from './log-calls.ts';
import { createLogWriter } from './log-writer.ts';
import { HASH_TO_COME, showCalls } from './show-calls.ts';
import { createShowWriter, type Preparation } from './show-writer.ts';

/** The surroundings of a process whose user wants to see what telemetry does. */
export function withDebug(surroundings: Surroundings): Surroundings {
  const mode = readDebugMode(surroundings.platform);
  if (mode === undefined) return surroundings;
  const { kind, say } = mode;
  let watched: Cold | undefined;
  const watchCalls = (cold: Cold): Cold => (kind === 'log' ? logCalls(cold, say) : showCalls(cold));
  return {
    ...surroundings,
    cold: () => (watched ??= watchCalls(surroundings.cold())),
    watchWriter: (writer, createHeader, { sampling }) =>
      kind === 'show'
        ? createShowWriter(createHeader, say, { ...prepareWith(surroundings.platform), sampling })
        : createLogWriter(writer, say),
  };
}

/** As the courier does it; an id that has not been made yet is not made for that. */
function prepareWith(platform: Platform): Omit<Preparation, 'sampling'> {
  const place = { platform, folder: '', hash: () => HASH_TO_COME };
  return {
    complete: (header) => ({ ...header, resource: completeResource(place, header) }),
    redact: (event) => redactEvents(platform, [event])[0] ?? event,
  };
}

/** Says what holds, once, when the telemetry of a process is defined. */
export function sayDecision({ platform, gate }: Context): void {
  readDebugMode(platform)?.say(describeDecision(explainConsent(gate.inputs())));
}
