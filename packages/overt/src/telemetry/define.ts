import type { Catalogue } from '../catalogue/event.ts';
import { isLevel } from '../consent/level.ts';
import { attempt } from './attempt.ts';
import { CommandTracker } from './command.ts';
import type { Surroundings } from './context.ts';
import { createGate } from './gate-keeper.ts';
import { Lifecycle } from './lifecycle.ts';
import { resolveOptions, type TelemetryOptions } from './options.ts';
import { Recorder } from './recorder.ts';
import type { Telemetry } from './telemetry.ts';

const FLUSH_TIMEOUT_MS = 2000;
/** The most that setTimeout takes. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Checks the options and makes the telemetry of this process. */
export function createTelemetry<Events extends Catalogue>(
  surroundings: Surroundings,
  options: TelemetryOptions<Events>,
): Telemetry<Events> {
  const settings = resolveOptions(options);
  const { platform, cold } = surroundings;
  const gate = createGate({ platform, makeState: (...where) => cold().makeState(...where) }, settings);
  const context = { ...surroundings, settings, gate };
  const recorder = new Recorder(context, () => life.watch());
  const commands = new CommandTracker(platform, recorder);
  const life = new Lifecycle(context, recorder, commands);
  // Switched off, a tool gets no listener either; should the user switch it on while it runs, the first event brings them.
  attempt(() => gate.current().level !== 'off' && life.watch());
  return {
    track: (name: string, props?: unknown) => {
      attempt(() => recorder.record(name, props));
    },
    command: (name, body) => commands.run(name, body),
    flush: (how) => life.flush(toTimeout(how?.timeoutMs)),
    close: () => life.close(),
    consent: () => gate.current(),
    choose: (level) => {
      if (!isLevel(level)) return false;
      if (level === 'off') recorder.writer.abandon();
      return attempt(() => cold().storeChoice(context, level)) ?? false;
    },
    hashedMachineId: () => life.machineId(),
    ledger: () => life.ledger(),
  };
}

/** What a timer takes: for anything else Node prints a warning. */
function toTimeout(given: unknown): number {
  if (typeof given !== 'number' || Number.isNaN(given)) return FLUSH_TIMEOUT_MS;
  return Math.min(Math.max(given, 1), MAX_TIMEOUT_MS);
}
