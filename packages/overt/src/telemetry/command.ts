import { toSlug } from '../catalogue/check.ts';
import type { Platform } from '../platform/platform.ts';
import type { Recorder } from './recorder.ts';

/** A command that has begun and not yet come to an end. */
type OpenCommand = { readonly name: string; readonly startedMs: number };

/** Follows the commands of one run. */
export type CommandTracker = {
  /** Runs `body` as a command and records how it went. What it returns or throws passes through untouched. */
  readonly run: <Result>(name: string, body: () => Result) => Result;
  /** The process ends while commands are open: process.exit was called, or nothing was left to wait for. */
  readonly endAll: (exitCode: number) => void;
  /** The innermost open command. */
  readonly current: () => string | undefined;
};

const MAX_WORDS = 6;

export function createCommandTracker(platform: Platform, recorder: Recorder): CommandTracker {
  const open: OpenCommand[] = [];
  return { run, endAll, current: () => open.at(-1)?.name };

  function run<Result>(name: string, body: () => Result): Result {
    const command = begin(name);
    let result: Result;
    try {
      result = body();
    } catch (error) {
      end(command, failureCode(error));
      throw error;
    }
    if (!isThenable(result)) {
      end(command, successCode());
      return result;
    }
    return result.then(
      (value: unknown) => {
        end(command, successCode());
        return value;
      },
      (error: unknown) => {
        end(command, failureCode(error));
        throw error;
      },
    ) as Result;
  }

  function begin(given: string): OpenCommand {
    const name = typeof given === 'string' ? toSlug(given, MAX_WORDS) : 'other';
    const command = { name, startedMs: platform.elapsed() };
    open.push(command);
    attempt(() => recorder.begin(name));
    return command;
  }

  function end(command: OpenCommand, exitCode: number): void {
    const index = open.indexOf(command);
    if (index === -1) return;
    open.splice(index, 1);
    const outcome = exitCode === 0 ? 'ok' : 'error';
    const durationMs = platform.elapsed() - command.startedMs;
    attempt(() =>
      recorder.record('command.invocation', { command: command.name, outcome, exitCode, durationMs }),
    );
  }

  function endAll(exitCode: number): void {
    for (const command of open.toReversed()) end(command, exitCode);
  }

  function successCode(): number {
    return platform.system.exitCode() ?? 0;
  }

  /** The code that the process will most likely end with. */
  function failureCode(error: unknown): number {
    const own = attempt(() => (error as { exitCode?: unknown } | undefined)?.exitCode);
    if (Number.isInteger(own) && (own as number) >= 0) return own as number;
    return platform.system.exitCode() || 1;
  }
}

/** Telemetry never throws into the tool, whatever it is given and whatever the world is like. */
export function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function'
  );
}
