import { toSlug } from '../catalogue/check.ts';
import type { Platform } from '../platform/platform.ts';
import { attempt } from '../platform/attempt.ts';
import { follow } from '../platform/follow.ts';
import type { Recorder } from './recorder.ts';
import type { CommandDetails, CommandEnd, CommandOutcome, RunningCommand } from './running-command.ts';

type OpenCommand = {
  readonly name: string;
  readonly flags: string | undefined;
  /** Undefined for what runs until somebody stops it. */
  readonly startedMs: number | undefined;
  readonly outcome: CommandOutcome | undefined;
};

/** A command that failed a moment ago. Whether that was a crash shows when what runs now is over. */
type FailedCommand = { readonly props: CommandProps; readonly isSaid: boolean };
type CommandProps = {
  readonly command: string;
  readonly outcome: CommandOutcome;
  readonly exitCode: number;
  readonly durationMs: number | undefined;
  readonly flags: string | undefined;
};

type Failure = { readonly error: unknown };

/** What the errors of commands are told to. */
export type FailureListener = {
  readonly onBegin: () => void;
  /** Of a command that ends with an error: of which one, unless it is still on its way. Answers what that makes of the command. */
  readonly onFailure: (
    failure: Failure | undefined,
    where: { readonly command: string; readonly exitCode: number },
  ) => CommandOutcome | undefined;
};

const MAX_WORDS = 6;
/** As many as the field takes words (catalogue/builtin.ts). */
const MAX_FLAGS = 16;
/** What a shell says of a command that Ctrl-C or a request to end has ended, and sysexits.h of wrong use. */
const OUTCOME_OF_CODE: Readonly<Record<number, CommandOutcome>> = {
  0: 'ok',
  64: 'usage-error',
  130: 'interrupted',
  143: 'interrupted',
};

/** Follows the commands of one run. */
export class CommandTracker {
  readonly #platform: Platform;
  readonly #recorder: Recorder;
  readonly #listener: FailureListener;
  readonly #open = new Set<OpenCommand>();
  #failed: FailedCommand[] = [];

  constructor(platform: Platform, recorder: Recorder, listener: FailureListener) {
    this.#platform = platform;
    this.#recorder = recorder;
    this.#listener = listener;
  }

  /** Runs `body` as a command and records how it went. What it returns or throws passes through untouched. */
  run<Result>([name, details]: [string, CommandDetails | undefined], body: () => Result): Result {
    const command = this.#begin(name, details);
    return follow(body, {
      onEnd: () => this.#end(command),
      onFailure: (thrown) => this.#fail(command, thrown),
    });
  }

  start(name: string, details: CommandDetails | undefined): RunningCommand {
    const command = this.#begin(name, details);
    return {
      end: (how) => void attempt(() => this.#end(command, how ?? undefined)),
      fail: (...given) =>
        void attempt(() =>
          this.#fail(command, given.length > 0 ? { error: given[0] } : undefined, given[1] ?? undefined),
        ),
    };
  }

  /** What became of an error: that makes of the command which it has just ended what `outcome` says. */
  explain(outcome: CommandOutcome): void {
    this.#failed = this.#failed.map((failed) =>
      failed.isSaid ? failed : { ...failed, props: { ...failed.props, outcome } },
    );
  }

  /** Records the commands that failed a moment ago. */
  settle(): void {
    const failed = this.#failed;
    this.#failed = [];
    for (const { props } of failed) attempt(() => this.#recorder.finish(props.command, props));
  }

  /** The process ends while commands are open: process.exit was called, or nothing was left to wait for. */
  endAll(exitCode: number, hasCrashed: boolean): void {
    // What ended the process has ended these: the code is that of the process, whatever the error wanted.
    if (hasCrashed)
      this.#failed = this.#failed.map((failed) => ({ ...failed, props: { ...failed.props, exitCode } }));
    this.settle();
    const crash = hasCrashed && exitCode !== 0 ? ({ outcome: 'crash' } as const) : {};
    for (const command of [...this.#open].toReversed()) this.#end(command, { exitCode, ...crash });
  }

  #begin(given: string, details: CommandDetails | undefined): OpenCommand {
    this.settle();
    const name = typeof given === 'string' ? toSlug(given, MAX_WORDS) : 'other';
    const { flags, longLived, outcome } = (details && attempt((): CommandDetails => ({ ...details }))) ?? {};
    attempt(() => this.#listener.onBegin());
    attempt(() => this.#recorder.begin(name));
    // Last: that the run is opened with its first command is no time of the command's.
    const startedMs = longLived === true ? undefined : this.#platform.elapsed();
    const command = {
      name,
      startedMs,
      outcome,
      flags: flags === undefined ? flags : attempt(() => toNames(flags)),
    };
    this.#open.add(command);
    return command;
  }

  #fail(command: OpenCommand, failure: Failure | undefined, how: CommandEnd = {}): void {
    if (!this.#open.delete(command)) return;
    const { outcome, exitCode = this.#failureCode(failure?.error) } = how;
    const where = { command: command.name, exitCode };
    const found = attempt(() => this.#listener.onFailure(failure, where));
    this.#recorder.leave(command.name);
    const props = this.#describe(command, { outcome: outcome ?? found ?? 'error', exitCode });
    this.#failed.push({ props, isSaid: outcome !== undefined });
    setImmediate(() => this.settle()).unref();
  }

  #end(command: OpenCommand, { outcome, exitCode = this.#successCode() }: CommandEnd = {}): void {
    if (!this.#open.delete(command)) return;
    const end = { outcome: outcome ?? command.outcome ?? outcomeOf(exitCode), exitCode };
    attempt(() => this.#recorder.finish(command.name, this.#describe(command, end)));
  }

  #describe({ name, startedMs, flags }: OpenCommand, end: Required<CommandEnd>): CommandProps {
    const durationMs = startedMs === undefined ? undefined : this.#platform.elapsed() - startedMs;
    return { command: name, ...end, durationMs, flags };
  }

  #successCode(): number {
    return this.#platform.system.exitCode() ?? 0;
  }

  /** The code that the process will most likely end with. */
  #failureCode(error: unknown): number {
    return exitCodeOf(error) ?? (this.#platform.system.exitCode() || 1);
  }
}

/** Flags as they are recorded: in order, once each, as words of one text. Undefined where there are none. */
export function toNames(flags: readonly string[] | undefined): string | undefined {
  if (!Array.isArray(flags) || flags.length === 0) return undefined;
  const names = new Set(flags.slice(0, MAX_FLAGS).map((flag: unknown) => toSlug(String(flag), 1)));
  return [...names].toSorted().join(' ');
}

/** What an exit code says of a command. */
export function outcomeOf(exitCode: number): CommandOutcome {
  return OUTCOME_OF_CODE[exitCode] ?? 'error';
}

/** With which code an error wants the process to end. */
export function exitCodeOf(error: unknown): number | undefined {
  const own = attempt(() => (error as { exitCode?: unknown } | undefined)?.exitCode);
  return Number.isInteger(own) && (own as number) >= 0 ? (own as number) : undefined;
}
