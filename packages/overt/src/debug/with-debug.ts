import { explainConsent } from '../consent/explain.ts';
import type { Cold, Context, Surroundings } from '../telemetry/context.ts';
import { describeDecision, readDebugMode } from './debug.ts';
import { logCalls } from './log-calls.ts';
import { createLogWriter } from './log-writer.ts';
import { showCalls } from './show-calls.ts';
import { createShowWriter } from './show-writer.ts';

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
    watchWriter: (writer, createHeader) =>
      kind === 'show' ? createShowWriter(createHeader, say) : createLogWriter(writer, say),
  };
}

/** Says what holds, once, when the telemetry of a process is defined. */
export function sayDecision({ platform, gate }: Context): void {
  readDebugMode(platform)?.say(describeDecision(explainConsent(gate.inputs())));
}
