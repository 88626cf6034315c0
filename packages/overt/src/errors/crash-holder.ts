import type { Manager } from '../commands/manager.ts';
import { isUndecided } from '../consent/undecided.ts';
import type { Platform } from '../platform/platform.ts';
import type { Context } from '../telemetry/context.ts';
import type { Recorder } from '../telemetry/recorder.ts';
import { describeSurroundings } from '../telemetry/surroundings.ts';
import { isDroppedEnvironment } from './dropped-environment.ts';
import { createHeldWriter } from './held-writer.ts';
import { ErrorReporter } from './reporter.ts';

/** What crashes are held with: made with the first one. */
type Parts = { readonly recorder: Recorder; readonly reporter: ErrorReporter };

/**
 * Writes down what crashes while nobody has decided, so that the user can be asked about it: by the code that records at level
 * `errors`, into a file that no courier looks at.
 */
export class CrashHolder {
  readonly #manager: Manager;
  readonly #ofRun: ErrorReporter;
  #parts: Parts | undefined;

  /** `ofRun` reports the errors of this run, and reports none as long as it is off. */
  constructor(manager: Manager, ofRun: ErrorReporter) {
    this.#manager = manager;
    this.#ofRun = ofRun;
  }

  hold(error: unknown, origin: string): void {
    if (!this.#mayHold()) return;
    this.#parts ??= this.#make();
    const { recorder, reporter } = this.#parts;
    const { writer, open } = recorder;
    const command = this.#ofRun.commandOf(error);
    open.length = 0;
    if (command !== undefined) open.push(command);
    // What is to be expected is no crash.
    if (!reporter.crash(error, origin)) return writer.abandon();
    const { system, elapsed } = this.#manager.platform;
    // If somebody else listens, the process may go on.
    const crashed = system.isIntercepted() ? undefined : true;
    const code = system.exitCode() || (crashed === true ? 1 : 0);
    writer.end({ code, durationMs: Math.round(elapsed()), errors: 1, crashed });
  }

  #mayHold(): boolean {
    const { platform, settings, gate } = this.#manager;
    if (!settings.crashes || !isUndecided(gate.current(), gate.inputs())) return false;
    const named = describeSurroundings(settings.surroundings, [platform.env, settings.policy.variable]);
    return !isDroppedEnvironment(named, settings.errors.dropEnvironments);
  }

  /** Without an id: whoever has not decided has none, and their report says nothing of who they are. */
  #make(): Parts {
    const { settings, gate, platform, watchWriter, ...others } = this.#manager;
    const context: Context = {
      ...others,
      platform: withoutTrace(platform),
      settings: { ...settings, identity: 'none', project: 'none' },
      gate: { ...gate, current: () => ({ ...gate.current(), level: 'errors' }) },
      watchWriter: (_writer, createHeader) => {
        const held = createHeldWriter({ platform, openFolder: gate.openFolder }, createHeader);
        return watchWriter?.(held, createHeader, settings) ?? held;
      },
    };
    const recorder = this.#manager.createRecorder(context);
    return { recorder, reporter: new ErrorReporter(context, recorder) };
  }
}

/** What this process starts is not told of a run of which nobody may ever hear. */
function withoutTrace(platform: Platform): Platform {
  return { ...platform, system: { ...platform.system, setEnv: () => {} } };
}
