/**
 * The adapter for clipanion 3.
 *
 * @module
 */
import { OptionError } from '../option-error.ts';
import { attempt } from '../platform/attempt.ts';
import { registerManaged } from './clipanion/managed.ts';
import { explainMisuse, flagsOf, labelOf, type Cli, type Command, type State } from './clipanion/parser.ts';
import { createFollower, type Follower } from './kit/follow.ts';
import type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';
import { isNew } from './kit/program.ts';

export type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';

/** A `Cli` of clipanion. */
export type ClipanionCli = { readonly binaryName: string; readonly runExit: (...given: never[]) => unknown };

/** What is known of one run of the CLI. */
type Run = {
  state?: State;
  command?: Command;
  /** What was typed, where it was not understood. */
  misused?: readonly string[];
  failure?: { readonly error: unknown };
};

/** Commands whose path is a flag, as those are that come with clipanion. */
const OUTCOME_OF_PATH: Readonly<Record<string, 'help' | 'version'>> = {
  '-h': 'help',
  '--help': 'help',
  '-v': 'version',
  '--version': 'version',
};

/**
 * Records the commands of a CLI by the first of their paths, and registers the one by which users manage telemetry. Once
 * for a CLI, when its commands are registered and before it runs.
 *
 * @throws {OptionError} when an option is wrong, or what is given is no `Cli` of clipanion 3
 */
export function followClipanion(
  telemetry: FollowedTelemetry,
  program: ClipanionCli,
  options?: FollowOptions,
): void {
  const follower = createFollower(telemetry, options);
  const cli = program as unknown as Cli;
  // 4 has none, and a parser that answers other things.
  const isKnown = typeof cli?.builder?.compile === 'function' && cli.registrations instanceof Map;
  if (!isKnown || typeof cli.suggest !== 'function')
    throw new OptionError('Expected `program` to be a `Cli` of clipanion 3.');
  if (!isNew(cli)) return;
  const registerBelow = registerManaged(telemetry, cli, follower.managed);
  const run = cli.run.bind(cli);
  let now: Run | undefined;
  watchParser(cli, follower, () => now);
  cli.run = async (...given) => {
    // A command that runs another one is one command still.
    if (now !== undefined) return run(...given);
    now = {};
    const begun = now;
    attempt(() => registerBelow(given[0]));
    try {
      if (!Array.isArray(given[0])) attempt(() => begin(cli, follower, [begun, given[0] as Command]));
      const exitCode = await run(...given);
      attempt(() => finish(cli, follower, [begun, exitCode]));
      return exitCode;
    } finally {
      now = undefined;
    }
  };
}

function watchParser(cli: Cli, follower: Follower, current: () => Run | undefined): void {
  const compile = cli.builder.compile.bind(cli.builder);
  const process = cli.process.bind(cli);
  const note = (facts: Run): void => void Object.assign(current() ?? {}, facts);
  cli.builder.compile = () => {
    const compiled = compile();
    const parse = (...given: Parameters<typeof compiled.process>): State => {
      const state = compiled.process(...given);
      note({ state });
      return state;
    };
    return { ...compiled, process: parse };
  };
  cli.process = (input, ...context) => {
    const now = current();
    // Of a command that runs already, what it parses is its own business.
    if (now === undefined || now.command !== undefined) return process(input, ...context);
    note({ misused: input });
    const command = process(input, ...context);
    delete now.misused;
    attempt(() => begin(cli, follower, [now, command]));
    return command;
  };
}

function begin(cli: Cli, follower: Follower, [now, command]: readonly [Run, Command]): void {
  now.command = command;
  if (answerOf(command) !== undefined) return;
  follower.begin(
    labelOf(command),
    attempt(() => flagsOf(cli, command, now.state)),
  );
  const onError = command.catch.bind(command);
  command.catch = async (error) => {
    now.failure = { error };
    await onError(error);
    // It has been dealt with.
    delete now.failure;
  };
}

function answerOf(command: Command): 'help' | 'version' | undefined {
  const [path = []] = command.constructor.paths ?? [];
  return command.contexts !== undefined || command.help === true ? 'help' : OUTCOME_OF_PATH[path[0] ?? ''];
}

function finish(cli: Cli, follower: Follower, [now, exitCode]: readonly [Run, number]): void {
  const { command, misused, failure } = now;
  if (misused !== undefined)
    follower.answer({ ...explainMisuse(cli, misused), outcome: 'usage-error', exitCode });
  if (command === undefined) return;
  const label = labelOf(command);
  const outcome = answerOf(command);
  if (outcome !== undefined) follower.answer({ command: label, outcome, exitCode });
  else if (follower.isManaged(label)) return;
  else if (failure === undefined) follower.end({ exitCode });
  else follower.fail(failure.error, { exitCode });
}
