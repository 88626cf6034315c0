/**
 * The adapter for yargs 17 and 18.
 *
 * @module
 */
import { OptionError } from '../option-error.ts';
import { attempt } from '../platform/attempt.ts';
import { commandLine } from '../platform/command-line.ts';
import { createFollower, ROOT, type Follower } from './follow.ts';
import type { FollowedTelemetry, FollowOptions, FrictionKind } from './followed.ts';
import { listManaged, runManaged, SUMMARY, type ManagedCommand } from './manage.ts';
import { tellFailure } from './tell-failure.ts';
import { typedFlags, type DeclaredFlag } from './typed-flags.ts';

export type { FollowedTelemetry, FollowOptions } from './followed.ts';

/** What `yargs()` returns. */
export type YargsProgram = {
  readonly parse: (...args: never[]) => unknown;
  readonly command: (...args: never[]) => unknown;
};

type Argv = Readonly<Record<string, unknown>> & { readonly _: readonly unknown[] };
type Handler = { handler: (argv: Argv) => unknown };
type Commands = {
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly aliasMap: Readonly<Record<string, string>>;
  readonly defaultCommand?: Handler;
  getCommands: () => readonly string[];
  runCommand: (typed: string | null, ...others: readonly unknown[]) => unknown;
};
type Usage = {
  fail: (message: unknown, error: unknown) => unknown;
  showVersion: (level: unknown) => unknown;
};
type Check = (argv: Argv, ...others: readonly unknown[]) => unknown;
type Internal = {
  readonly getCommandInstance: () => Commands;
  readonly getUsageInstance: () => Usage;
  readonly getValidationInstance: () => Record<string, Check | undefined>;
  readonly getContext: () => { readonly commands: readonly string[] };
};
type Yargs = {
  readonly getInternalMethods: () => Internal;
  readonly getOptions: () => {
    readonly key: Readonly<Record<string, unknown>>;
    readonly alias: Readonly<Record<string, readonly string[]>>;
    readonly boolean: readonly string[];
    readonly count: readonly string[];
  };
  readonly getDemandedCommands: () => { readonly _?: { readonly min: number } };
  readonly command: (definition: object) => Yargs;
  readonly option: (name: string, definition: object) => Yargs;
  parse: (args?: unknown, ...others: readonly unknown[]) => unknown;
  exit: (code: number, error?: unknown) => unknown;
  showHelp: (level: unknown) => unknown;
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

const followed = new WeakSet<object>();

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
  const yargs = checkProgram(program);
  if (followed.has(yargs)) return;
  followed.add(yargs);
  const now: Parse = { words: [], path: [], printed: undefined, friction: undefined, isRefused: false };
  watchCommands(follower, yargs, now);
  watchRefusals(follower, yargs, now);
  watchAnswers(follower, yargs, now);
  register(telemetry, follower, yargs);
  const parse = yargs.parse.bind(yargs);
  yargs.parse = (...given) => {
    attempt(() => register(telemetry, follower, yargs));
    Object.assign(now, { words: toWords(given[0]), path: [], printed: undefined, isRefused: false });
    const known = follower.count();
    const result = tellFailure(
      () => parse(...given),
      (...failure) => {
        // Before a command begins, middleware may fail.
        if (follower.count() !== known) return;
        follower.begin(labelOf(now.path), flagsOf(yargs, now));
        follower.fail(...failure);
      },
    );
    // Where yargs only parses, the command is all that comes after.
    if (isParser(yargs) && follower.count() === known) follower.open(ROOT, flagsOf(yargs, now));
    return result;
  };
}

function checkProgram(program: unknown): Yargs {
  const given = program as Partial<Yargs> | null | undefined;
  if (typeof given?.getInternalMethods === 'function' && typeof given.parse === 'function') {
    const { getCommandInstance, getUsageInstance, getValidationInstance } = given.getInternalMethods();
    const methods = [getCommandInstance?.().runCommand, getUsageInstance?.().fail, getValidationInstance];
    if (methods.every((method) => typeof method === 'function')) return given as Yargs;
  }
  throw new OptionError('Expected `program` to be an instance of yargs 17 or 18.');
}

function isParser(yargs: Yargs): boolean {
  return yargs.getInternalMethods().getCommandInstance().getCommands().length === 0;
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
      found.handler = (argv) => follower.run([labelOf(path), flagsOf(yargs, now)], () => handle(argv));
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
  const usage = getUsageInstance();
  const fail = usage.fail.bind(usage);
  usage.fail = (message, error) => {
    // Without a message: the error of a command, which has been told of.
    if (!now.isRefused && (typeof message === 'string' || error === undefined)) {
      now.isRefused = true;
      const isParsed = error instanceof Error && error.name === 'YError';
      const friction = now.friction ?? (isParsed ? 'missing-argument' : 'bad-argument');
      follower.answer({
        command: labelOf(now.path),
        flags: flagsOf(yargs, now),
        outcome: 'usage-error',
        friction,
      });
    }
    return fail(message, error);
  };
}

/** Help and the version are printed, then yargs exits. */
function watchAnswers(follower: Follower, yargs: Yargs, now: Parse): void {
  const usage = yargs.getInternalMethods().getUsageInstance();
  const [showVersion, showHelp, exit] = [
    usage.showVersion.bind(usage),
    yargs.showHelp.bind(yargs),
    yargs.exit.bind(yargs),
  ];
  usage.showVersion = (level) => {
    now.printed = 'version';
    return showVersion(level);
  };
  yargs.showHelp = (level) => {
    now.printed = 'help';
    return showHelp(level);
  };
  yargs.exit = (code, error) => {
    if (code === 0 && now.printed !== undefined)
      follower.answer({ command: labelOf(now.path), outcome: now.printed, exitCode: code });
    return exit(code, error);
  };
}

function labelOf(path: readonly string[]): string {
  return path.join(' ') || ROOT;
}

function flagsOf(yargs: Yargs, { words }: Parse): string[] {
  return attempt(() => typedFlags(words, listFlags(yargs))) ?? [];
}

function listFlags(yargs: Yargs): DeclaredFlag[] {
  const { key, alias, boolean, count } = yargs.getOptions();
  const others = new Set(Object.values(alias).flat());
  return Object.keys(key)
    .filter((name) => !others.has(name))
    .map((key) => {
      const names = [key, ...(alias[key] ?? [])].toSorted((a, b) => b.length - a.length);
      const takesNone = boolean.includes(key) || count.includes(key);
      return { name: names[0] ?? key, aliases: names, takesValue: takesNone ? false : ('undashed' as const) };
    });
}

/** What only parses is left so: to have a command would change what it takes. */
function register(telemetry: FollowedTelemetry, { managed }: Follower, yargs: Yargs): void {
  const known = yargs.getInternalMethods().getCommandInstance().getCommands();
  if (managed === undefined || known.length === 0 || known.includes(managed)) return;
  const builder = (group: Yargs): Yargs =>
    listManaged().reduce((all, command) => all.command(define(telemetry, command)), group);
  yargs.command({ command: managed, describe: SUMMARY, builder });
}

function define(telemetry: FollowedTelemetry, managed: ManagedCommand): object {
  const { name, summary, words, flags } = managed;
  const command = words === undefined ? name : `${name} [words..]`;
  return {
    command: name === 'status' ? [command, '$0'] : command,
    describe: summary,
    builder: (yargs: Yargs) =>
      flags.reduce(
        (all, flag) =>
          all.option(flag.name, {
            describe: flag.help,
            type: flag.value === undefined ? 'boolean' : 'string',
          }),
        yargs,
      ),
    handler: ({ words, ...argv }: Argv) =>
      runManaged(telemetry, managed, { words: (words as string[] | undefined)?.map(String), flags: argv }),
  };
}
