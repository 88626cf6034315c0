import type { Catalogue } from '../catalogue/event.ts';
import { writeChoice } from '../consent/choice.ts';
import { isLevel, type Level } from '../consent/level.ts';
import { purge } from '../courier/purge.ts';
import type { Platform } from '../platform/platform.ts';
import { attempt, createCommandTracker } from './command.ts';
import type { LocateCourier } from './deliverer.ts';
import { expected } from './expected.ts';
import { Lifecycle } from './lifecycle.ts';
import { resolveOptions, type TelemetryOptions } from './options.ts';
import { Recorder } from './recorder.ts';
import { createGate, type Gate } from './state.ts';
import type { Telemetry } from './telemetry.ts';

const FLUSH_TIMEOUT_MS = 2000;

/** What differs between the entries of the package. */
export type Surroundings = { readonly platform: Platform; readonly locate: LocateCourier };

/** Checks the options and makes the telemetry of this process. */
export function createTelemetry<Events extends Catalogue>(
  { platform, locate }: Surroundings,
  options: TelemetryOptions<Events>,
): Telemetry<Events> {
  const settings = resolveOptions(options);
  const gate = createGate(platform, settings);
  const recorder = new Recorder(platform, settings, gate);
  const commands = createCommandTracker(platform, recorder);
  const life = new Lifecycle({ platform, settings, gate, locate }, recorder, commands);
  attempt(() => life.watch());
  return {
    track: (name: string, props?: unknown) => attempt(() => recorder.record(name, props)),
    command: commands.run,
    flush: ({ timeoutMs = FLUSH_TIMEOUT_MS } = {}) => life.flush(timeoutMs),
    close: () => life.close(),
    consent: () => gate.current(),
    choose: (level) => {
      if (!isLevel(level)) throw expected('level', 'one of off, errors, usage, full', level);
      return attempt(() => choose(platform, [gate, recorder], level)) ?? false;
    },
    ledger: () => life.ledger(),
  };
}

function choose(platform: Platform, [gate, recorder]: [Gate, Recorder], level: Level): boolean {
  const folder = gate.openFolder();
  if (folder === undefined) return false;
  writeChoice(platform, folder, level);
  if (level !== 'off') return true;
  recorder.writer.abandon();
  for (const place of gate.folders) if (platform.fs.existsSync(place)) purge(platform, place);
  return true;
}
