import { expected } from '../../option-error.ts';
import { follow } from '../../platform/follow.ts';
import type { CommandEnd, CommandOutcome, RunningCommand } from '../../telemetry/running-command.ts';
import type { FollowedTelemetry, FollowOptions, FrameworkAnswer } from './followed.ts';

/** What is said of a tool that has one command, without a name, and of what was typed without a command. */
export const ROOT = 'root';

/** A command as it is registered, the declared names of the flags that the user set, and what it comes to, if that is known. */
export type NamedCommand = readonly [
  command: string,
  flags?: readonly string[],
  outcome?: CommandOutcome | undefined,
];

/** What all adapters have in common: it is told what a framework does, and records it. None of its functions throws. */
export type Follower = {
  /** The name of the command by which users manage telemetry, unless there is to be none. */
  readonly managed: string | undefined;
  /** Whether a command is that, or a part of it: then nothing is recorded. */
  readonly isManaged: (command: string) => boolean;
  /** A command begins to run. */
  readonly begin: (...named: NamedCommand) => void;
  /** All that comes is the command, until the process ends. */
  readonly open: (command: string, flags: readonly string[]) => void;
  /** The command that began last has ended. */
  readonly end: (how?: CommandEnd) => void;
  /** The command that began last has failed; without an error: with one that is on its way to somebody. */
  readonly fail: RunningCommand['fail'];
  /** The framework answers in place of the command that runs, or of one that did not begin. */
  readonly answer: (answer: FrameworkAnswer) => void;
  /** Runs `body` as a command, from its begin to its end. What it returns or throws passes through. */
  readonly run: <Result>(command: NamedCommand, body: () => Result) => Result;
  /** How many commands have begun or were answered. */
  readonly count: () => number;
  /** Runs what parses and runs commands: those that begin in there end with it. What it returns or throws passes through. */
  readonly around: <Result>(body: () => Result) => Result;
};

/**
 * Checks the options of an adapter and makes what it tells.
 *
 * @throws {OptionError} when an option is wrong
 */
export function createFollower(telemetry: FollowedTelemetry, options: FollowOptions = {}): Follower {
  const { longLived, managed } = checkOptions(telemetry, options);
  const isManaged = (command: string): boolean => `${command} `.startsWith(`${managed ?? ''} `);
  const running: RunningCommand[] = [];
  let count = 0;
  const begin: Follower['begin'] = (...named) => {
    count += 1;
    const [command] = named;
    if (!isManaged(command)) running.push(start(telemetry, named, longLived.includes(command)));
  };
  return {
    managed,
    isManaged,
    begin,
    open: (command, flags) => {
      count += 1;
      telemetry.startCommand(command, { flags });
    },
    end: (how) => running.pop()?.end(how),
    fail: (...failure) => running.pop()?.fail(...failure),
    answer: ({ command: name, flags = [], friction, outcome, exitCode, longLived = false }) => {
      count += 1;
      if (isManaged(name)) return;
      if (friction !== undefined) telemetry.track('friction', { kind: friction, command: name });
      const end = exitCode === undefined ? { outcome } : { outcome, exitCode };
      const command = running.pop();
      if (command !== undefined) return command.end(end);
      // Where the code shows at the end of the process, it ends with it.
      const answered = telemetry.startCommand(name, { flags, outcome, longLived });
      if (exitCode !== undefined) answered.end(end);
    },
    run: (named, body) => {
      const listener = endWith(running, true);
      return follow(() => {
        begin(...named);
        return body();
      }, listener);
    },
    count: () => count,
    around: (body) => follow(body, endWith(running, false)),
  };
}

function checkOptions(
  telemetry: FollowedTelemetry,
  options: FollowOptions,
): { readonly longLived: readonly string[]; readonly managed: string | undefined } {
  if (typeof telemetry?.startCommand !== 'function')
    throw expected('telemetry', 'what `defineTelemetry` returns', telemetry);
  if (typeof options !== 'object' || options === null) throw expected('options', 'an object', options);
  const { longLived = [], command = 'telemetry' } = options;
  if (!Array.isArray(longLived)) throw expected('longLived', 'an array of names of commands', longLived);
  if (command !== false && (typeof command !== 'string' || !isOneWord(command)))
    throw expected('command', 'one word, or false', command);
  return { longLived, managed: command === false ? undefined : command };
}

function isOneWord(text: string): boolean {
  return text !== '' && !text.startsWith('-') && !text.includes(' ');
}

/** What runs until somebody stops it may have set everything going and have returned: it ends with the process, unless it fails. */
function start(
  telemetry: FollowedTelemetry,
  [name, flags = [], outcome]: NamedCommand,
  longLived: boolean,
): RunningCommand {
  const details = { flags, longLived };
  const command = telemetry.startCommand(name, outcome === undefined ? details : { ...details, outcome });
  return longLived ? { ...command, end: (how) => how !== undefined && command.end(how) } : command;
}

/**
 * Ends the commands that begin from now on when a body has ended. One that does not wait for its command says nothing of its end: the
 * hooks of the framework do (`endsAtOnce`).
 */
function endWith(running: RunningCommand[], endsAtOnce: boolean): Parameters<typeof follow>[1] {
  const depth = running.length;
  return {
    onEnd: (wasPromise) => {
      if (wasPromise || endsAtOnce) endFrom(running, depth, (command) => command.end());
    },
    onFailure: (thrown) =>
      endFrom(running, depth, (command) =>
        thrown === undefined ? command.fail() : command.fail(thrown.error),
      ),
  };
}

function endFrom(running: RunningCommand[], depth: number, end: (command: RunningCommand) => void): void {
  for (const command of running.splice(depth).toReversed()) end(command);
}
