import { toSlug } from '../catalogue/check.ts';
import type { Platform } from '../platform/platform.ts';
import { attempt } from '../platform/attempt.ts';
import type { Recorder } from './recorder.ts';

/** A command that has begun and not yet come to an end. */
type OpenCommand = { readonly name: string; readonly startedMs: number };

/** Is told of each command that ends with an error: of which one, unless it is still on its way. */
type OnFailure = (
  failure: { readonly error: unknown } | undefined,
  where: { readonly command: string; readonly exitCode: number },
) => void;

const MAX_WORDS = 6;

/** Follows the commands of one run. */
export class CommandTracker {
  readonly #platform: Platform;
  readonly #recorder: Recorder;
  readonly #onFailure: OnFailure;
  readonly #onBegin: () => void;
  readonly #open = new Set<OpenCommand>();

  constructor(
    platform: Platform,
    recorder: Recorder,
    { onBegin, onFailure }: { readonly onBegin: () => void; readonly onFailure: OnFailure },
  ) {
    this.#platform = platform;
    this.#recorder = recorder;
    this.#onBegin = onBegin;
    this.#onFailure = onFailure;
  }

  /**
   * Runs `body` as a command and records how it went. What it returns or throws passes through untouched: an error that is
   * thrown at once is not caught here, since one that is thrown again counts for Node as thrown here, and if nobody
   * catches it, the line of our code would be printed.
   */
  run<Result>(name: string, body: () => Result): Result {
    const command = this.#begin(name);
    let isOver = false;
    let result: Result;
    try {
      result = body();
      isOver = true;
    } finally {
      if (!isOver) this.#fail(command, undefined);
    }
    if (isThenable(result)) return this.#follow(command, result) as Result;
    this.#end(command, this.#successCode());
    return result;
  }

  /** The process ends while commands are open: process.exit was called, or nothing was left to wait for. */
  endAll(exitCode: number): void {
    for (const command of [...this.#open].toReversed()) this.#end(command, exitCode);
  }

  #follow(command: OpenCommand, result: PromiseLike<unknown>): PromiseLike<unknown> {
    return result.then(
      (value: unknown) => {
        this.#end(command, this.#successCode());
        return value;
      },
      (error: unknown) => {
        this.#fail(command, { error });
        throw error;
      },
    );
  }

  #begin(given: string): OpenCommand {
    const name = typeof given === 'string' ? toSlug(given, MAX_WORDS) : 'other';
    const command = { name, startedMs: this.#platform.elapsed() };
    this.#open.add(command);
    attempt(() => this.#onBegin());
    attempt(() => this.#recorder.begin(name));
    return command;
  }

  #fail(command: OpenCommand, failure: { readonly error: unknown } | undefined): void {
    const exitCode = this.#failureCode(failure?.error);
    attempt(() => this.#onFailure(failure, { command: command.name, exitCode }));
    this.#end(command, exitCode);
  }

  #end(command: OpenCommand, exitCode: number): void {
    if (!this.#open.delete(command)) return;
    const { name, startedMs } = command;
    const outcome = exitCode === 0 ? 'ok' : 'error';
    const durationMs = this.#platform.elapsed() - startedMs;
    attempt(() => this.#recorder.finish(name, { command: name, outcome, exitCode, durationMs }));
  }

  #successCode(): number {
    return this.#platform.system.exitCode() ?? 0;
  }

  /** The code that the process will most likely end with. */
  #failureCode(error: unknown): number {
    return exitCodeOf(error) ?? (this.#platform.system.exitCode() || 1);
  }
}

/** With which code an error wants the process to end. */
export function exitCodeOf(error: unknown): number | undefined {
  const own = attempt(() => (error as { exitCode?: unknown } | undefined)?.exitCode);
  return Number.isInteger(own) && (own as number) >= 0 ? (own as number) : undefined;
}

/** What throws when it is looked at is no promise, and still goes to the tool as it is. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return attempt(() => typeof (value as PromiseLike<unknown>).then) === 'function';
}
