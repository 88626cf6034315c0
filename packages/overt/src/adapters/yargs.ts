/**
 * The adapter for yargs 17 and 18.
 *
 * @module
 */
import { attempt } from '../platform/attempt.ts';
import { commandLine } from '../platform/command-line.ts';
import { follow } from '../platform/follow.ts';
import { createFollower, ROOT, type Follower } from './kit/follow.ts';
import type { FollowedTelemetry, FollowOptions, FrictionKind } from './kit/followed.ts';
import { before, isNew, toLabel } from './kit/program.ts';
import { typedFlags } from './kit/typed-flags.ts';
import { registerManaged } from './yargs/managed.ts';
import { checkYargs, isParser, listFlags, type Argv, type Handler, type Yargs } from './yargs/program.ts';

export type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';

/** What `yargs()` returns. */
export type YargsProgram = {
  readonly parse: (...args: never[]) => unknown;
  readonly command: (...args: never[]) => unknown;
};

/** What is known of the command line that is being parsed. */
type Parse = {
  words: readonly string[];
  /** The names of the commands that led here, as they are registered. */
  path: readonly string[];
  /** What is printed in place of a command. */
  printed: 'help' | 'version' | undefined;
  /** What is being looked at. */
  friction: FrictionKind | undefined;
  isRefused: boolean;
};

/**
 * Records the commands of yargs as they are registered, and registers the one by which users manage telemetry. Once, before it
 * parses.
 *
 * @throws {OptionError} when an option is wrong, or what is given is not of yargs 17 or 18
 */
export function followYargs(
  telemetry: FollowedTelemetry,
  program: YargsProgram,
  options?: FollowOptions,
): void {
  const follower = createFollower(telemetry, options);
  const yargs = checkYargs(program);
  if (!isNew(yargs)) return;
  const now: Parse = { words: [], path: [], printed: undefined, friction: undefined, isRefused: false };
  watchCommands(follower, yargs, now);
  watchRefusals(follower, yargs, now);
  watchAnswers(follower, yargs, now);
  registerManaged(telemetry, yargs, follower.managed);
  const parse = yargs.parse.bind(yargs);
  yargs.parse = (...given) => {
    attempt(() => registerManaged(telemetry, yargs, follower.managed));
    Object.assign(now, { words: toWords(given[0]), path: [], printed: undefined, isRefused: false });
    const known = follower.count();
    const result = follow(() => parse(...given), {
      onEnd: () => {},
      // Before a command begins, middleware may fail.
      onFailure: (thrown) => {
        if (follower.count() !== known) return;
        follower.begin(toLabel(now.path), flagsOf(yargs, now));
        if (thrown === undefined) follower.fail();
        else follower.fail(thrown.error);
      },
    });
    // Where yargs only parses, the command is all that comes after.
    if (isParser(yargs) && follower.count() === known) follower.open(ROOT, flagsOf(yargs, now));
    return result;
  };
}

function toWords(given: unknown): readonly string[] {
  if (typeof given === 'string') return given.split(' ');
  return Array.isArray(given) ? given.map(String) : commandLine();
}

/** Each level of commands is run by the one above it. */
function watchCommands(follower: Follower, yargs: Yargs, now: Parse): void {
  const commands = yargs.getInternalMethods().getCommandInstance();
  const runCommand = commands.runCommand.bind(commands);
  const wrapped = new WeakSet<Handler>();
  commands.runCommand = (typed, ...others) => {
    const { handlers, aliasMap, defaultCommand } = commands;
    const [name, found] =
      Object.entries(handlers).find(([name, handler]) =>
        typed === null ? handler === defaultCommand : name === typed || name === aliasMap[typed],
      ) ?? [];
    const outer = now.path;
    if (name !== undefined && name !== '$0') now.path = [...outer, name];
    const { path } = now;
    if (found !== undefined && !wrapped.has(found)) {
      wrapped.add(found);
      const handle = found.handler;
      found.handler = (argv) => follower.run([toLabel(path), flagsOf(yargs, now)], () => handle(argv));
    }
    return runCommand(typed, ...others);
  };
}

/** What yargs looks for, so that what it finds is known without its words, which it says in many languages. */
function watchRefusals(follower: Follower, yargs: Yargs, now: Parse): void {
  const { getCommandInstance, getContext, getUsageInstance, getValidationInstance } =
    yargs.getInternalMethods();
  const extra = ({ _ }: Argv): number => _.length - getContext().commands.length;
  const hasCommands = (): boolean => getCommandInstance().getCommands().length > 0;
  const kinds: Readonly<Record<string, (argv: Argv) => FrictionKind>> = {
    positionalCount: () => 'missing-argument',
    nonOptionCount: (argv) =>
      extra(argv) < (yargs.getDemandedCommands()._?.min ?? 0) ? 'missing-argument' : 'bad-argument',
    requiredArguments: () => 'missing-argument',
    implications: () => 'missing-argument',
    unknownCommands: () => 'unknown-command',
    recommendCommands: () => 'unknown-command',
    unknownArguments: (argv) =>
      extra(argv) === 0 ? 'unknown-flag' : hasCommands() ? 'unknown-command' : 'bad-argument',
  };
  const validation = getValidationInstance();
  for (const [name, kindOf] of Object.entries(kinds)) {
    const check = validation[name];
    if (check === undefined) continue;
    validation[name] = (argv, ...others) => {
      now.friction = attempt(() => kindOf(argv));
      const result = check(argv, ...others);
      now.friction = undefined;
      return result;
    };
  }
  before(getUsageInstance(), 'fail', (message, error) => {
    // Without a message: the error of a command, which has been told of.
    if (now.isRefused || (typeof message !== 'string' && error !== undefined)) return;
    now.isRefused = true;
    const isParsed = error instanceof Error && error.name === 'YError';
    const friction = now.friction ?? (isParsed ? 'missing-argument' : 'bad-argument');
    const command = toLabel(now.path);
    follower.answer({ command, flags: flagsOf(yargs, now), outcome: 'usage-error', friction });
  });
}

/** Help and the version are printed, then yargs exits. */
function watchAnswers(follower: Follower, yargs: Yargs, now: Parse): void {
  before(yargs.getInternalMethods().getUsageInstance(), 'showVersion', () => void (now.printed = 'version'));
  before(yargs, 'showHelp', () => void (now.printed = 'help'));
  before(yargs, 'exit', (code) => {
    if (code === 0 && now.printed !== undefined)
      follower.answer({ command: toLabel(now.path), outcome: now.printed, exitCode: code });
  });
}

function flagsOf(yargs: Yargs, { words }: Parse): string[] {
  return attempt(() => typedFlags(words, listFlags(yargs))) ?? [];
}
