import { RUN_VARIABLE } from '../environment/parent-run.ts';
import { isAllowed, NEEDED } from './other-runtimes/deno-permissions.ts';
import type { Builtins, Platform } from './platform.ts';

/** An error that nobody caught. */
export type Crash = {
  /** What was said to this thread or process: `<run>:<tool>`, and who started it if that was no run but a part of one. */
  readonly said: string;
  /** What it says to those that it starts itself, as the third part: begins with what was said to it. */
  readonly own: string;
  readonly error: unknown;
  readonly origin: string;
};

/** Loads what reports a crash. */
export type LoadReport = (builtin: Platform['builtin']) => (crash: Crash) => void;

/** A file may be loaded twice, as a module and in a bundle: what is told twice would be counted twice. */
const WATCHED = Symbol.for('overt.worker');

/**
 * Watches this thread if a run started it: `OVERT_RUN` is read now, since telemetry that is defined here changes it. Takes
 * nothing else of the Platform, which is more code than all this. Node does what it does about the error all the same.
 */
export function watchCrashes(load: LoadReport): void {
  const thread = globalThis as { [WATCHED]?: true };
  // Without leave, Deno would ask its user before it told the variable, and before a report was written.
  if (process.versions['deno'] !== undefined && !NEEDED.every(isAllowed)) return;
  const said = process.env[RUN_VARIABLE];
  const [run, tool, by] = said?.split(':') ?? [];
  if (said === undefined || tool === undefined || thread[WATCHED] === true) return;
  thread[WATCHED] = true;
  const own = `${by ?? ''}.${String(Math.random()).slice(2)}`;
  process.env[RUN_VARIABLE] = `${run}:${tool}:${own}`;
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    try {
      load(<Name extends keyof Builtins>(name: Name) => process.getBuiltinModule(name) as Builtins[Name])({
        said,
        own,
        error,
        origin,
      });
    } catch {
      // Whatever went wrong is no business of the tool's.
    }
  });
}
