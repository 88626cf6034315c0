/**
 * The adapter for commander 14 and 15.
 *
 * @module
 */
import { OptionError } from '../option-error.ts';
import { attempt } from '../platform/attempt.ts';
import { createFollower, ROOT, type Follower } from './follow.ts';
import type { FollowedTelemetry, FollowOptions, FrictionKind } from './followed.ts';
import { listManaged, runManaged, SUMMARY, type ManagedCommand } from './manage.ts';
import { tellFailure } from './tell-failure.ts';

export type { FollowedTelemetry, FollowOptions } from './followed.ts';

/** A program of commander. */
export type CommanderProgram = {
  readonly commands: readonly unknown[];
  readonly parseAsync: (...args: never[]) => Promise<unknown>;
};

/** What commander has no public name for. */
const [EXIT, TAKES_OVER, HOOKS, ACTION, EXECUTABLE] = [
  '_exit',
  '_exitCallback',
  '_lifeCycleHooks',
  '_actionHandler',
  '_executableHandler',
] as const;
const FRICTION: Readonly<Record<string, FrictionKind>> = {
  'commander.unknownCommand': 'unknown-command',
  'commander.unknownOption': 'unknown-flag',
  'commander.missingArgument': 'missing-argument',
  'commander.optionMissingArgument': 'missing-argument',
  'commander.missingMandatoryOptionValue': 'missing-argument',
  'commander.invalidArgument': 'bad-argument',
  'commander.excessArguments': 'bad-argument',
  'commander.conflictingOption': 'bad-argument',
};
/** What it says when it ends with the list of commands. */
const HELP = ['commander.help', 'commander.helpDisplayed'];

type Option = {
  readonly long?: string;
  readonly short?: string;
  readonly negate: boolean;
  attributeName: () => string;
};
type Method = (...given: readonly unknown[]) => Command;
type Command = Readonly<
  Record<
    | 'allowExcessArguments'
    | 'argument'
    | 'description'
    | 'enablePositionalOptions'
    | 'helpCommand'
    | 'option',
    Method
  >
> & {
  readonly commands: readonly Command[];
  readonly options: readonly Option[];
  readonly parent: Command | null;
  readonly [TAKES_OVER]?: unknown;
  readonly [ACTION]?: unknown;
  readonly [EXECUTABLE]?: unknown;
  readonly [HOOKS]: Record<string, ((own: Command, other: Command) => void)[] | undefined>;
  name: () => string;
  aliases: () => readonly string[];
  command: (name: string) => Command;
  readonly args: readonly string[];
  action: (body: () => Promise<unknown>) => Command;
  getOptionValue: (key: string) => unknown;
  getOptionValueSource: (key: string) => string | undefined;
  parse: Method;
  parseAsync: Method;
  [EXIT]: (exitCode: number, code: string, message: string) => void;
};

const followed = new WeakSet<object>();
const watched = new WeakSet<object>();

/**
 * Records the commands of a program as they are registered, and registers the one by which users manage telemetry. Once for a
 * program, before it parses.
 *
 * @throws {OptionError} when an option is wrong, or what is given is no program of commander 14 or 15
 */
export function followCommander(
  telemetry: FollowedTelemetry,
  program: CommanderProgram,
  options?: FollowOptions,
): void {
  const follower = createFollower(telemetry, options);
  const root = checkProgram(program);
  if (followed.has(root)) return;
  followed.add(root);
  if (root.commands.length > 0) register(telemetry, follower, root);
  for (const name of ['parse', 'parseAsync'] as const) {
    const parse = root[name].bind(root);
    root[name] = (...given) => {
      attempt(() => register(telemetry, follower, root));
      attempt(() => watch(follower, root));
      const known = follower.count();
      const result = tellFailure(
        () => follower.around(() => parse(...given)),
        (...failure) => {
          // Before a command begins, a hook may fail, or what reads the value of a flag.
          if (follower.count() !== known) return;
          follower.begin(ROOT);
          follower.fail(...failure);
        },
      );
      // Where commander only parses, the command is all that comes after.
      if (isParser(root) && follower.count() === known) follower.open(ROOT, flagsOf(root));
      return result;
    };
  }
  (root[HOOKS]['preAction'] ??= []).unshift((_, command) =>
    follower.begin(labelOf(command), flagsOf(command)),
  );
  (root[HOOKS]['postAction'] ??= []).unshift(
    (_, command) => void (follower.isManaged(labelOf(command)) || follower.end()),
  );
}

function checkProgram(program: unknown): Command {
  const given = program as Partial<Command> | undefined;
  const methods = [given?.parse, given?.parseAsync, given?.getOptionValueSource, given?.[EXIT]];
  if (methods.every((method) => typeof method === 'function') && typeof given?.[HOOKS] === 'object')
    return given as Command;
  throw new OptionError('Expected `program` to be a program of commander 14 or 15.');
}

function isParser({ commands, [ACTION]: action }: Command): boolean {
  return commands.length === 0 && typeof action !== 'function';
}

/** Commands may have been added since the last time. */
function watch(follower: Follower, command: Command): void {
  for (const child of command.commands) watch(follower, child);
  if (watched.has(command)) return;
  watched.add(command);
  // All ways in which commander ends a process lead through here; it may throw, if the author says so.
  const exit = command[EXIT].bind(command);
  command[EXIT] = (exitCode, code, message) => {
    tell(follower, command, { exitCode, code });
    exit(exitCode, code, message);
  };
  // What is a program of its own has no action.
  (command[HOOKS]['preSubcommand'] ??= []).unshift((_, child) => {
    if (child[EXECUTABLE] === true) follower.begin(labelOf(child), flagsOf(child));
  });
}

function tell(
  follower: Follower,
  command: Command,
  { exitCode, code }: { readonly exitCode: number; readonly code: string },
): void {
  const answer = { command: labelOf(command), flags: flagsOf(command), exitCode };
  const friction = FRICTION[code];
  if (code === 'commander.version') follower.answer({ ...answer, outcome: 'version' });
  else if (HELP.includes(code)) follower.answer({ ...answer, outcome: 'help' });
  else if (friction !== undefined)
    // Where the author takes over, they say how the process ends.
    follower.answer({
      ...answer,
      exitCode: command[TAKES_OVER] ? undefined : exitCode,
      outcome: 'usage-error',
      friction,
    });
}

function withAncestors(command: Command): Command[] {
  return command.parent === null ? [command] : [...withAncestors(command.parent), command];
}

function labelOf(command: Command): string {
  const [, ...path] = withAncestors(command);
  return path.map((one) => one.name()).join(' ') || ROOT;
}

/** Where there are both, `--color` and `--no-color` set one value. */
function flagsOf(command: Command): string[] {
  const flags = (): string[] =>
    withAncestors(command).flatMap((one) =>
      one.options
        .filter((option) => {
          const key = option.attributeName();
          const isPaired = one.options.some((other) => other !== option && other.attributeName() === key);
          const isMeant = !isPaired || option.negate === (one.getOptionValue(key) === false);
          return one.getOptionValueSource(key) === 'cli' && isMeant;
        })
        .map(({ long, short = '' }) => withoutDashes(long ?? short)),
    );
  return attempt(flags) ?? [];
}

function withoutDashes(flag: string): string {
  return flag.startsWith('--') ? flag.slice(2) : flag.slice(1);
}

/** A program that only parses is left one. */
function register(telemetry: FollowedTelemetry, { managed }: Follower, root: Command): void {
  if (managed === undefined || isParser(root)) return;
  if (root.commands.some((command) => command.name() === managed || command.aliases().includes(managed)))
    return;
  const commands = listManaged();
  // A flag of the tool's own may have the same name: what comes after a command is that command's.
  const group = root.command(managed).description(SUMMARY).enablePositionalOptions().helpCommand(true);
  const [status] = commands;
  if (status !== undefined) wire(telemetry, group, status);
  group.allowExcessArguments(true);
  for (const command of commands)
    wire(telemetry, group.command(command.name).description(command.summary), command);
}

function wire(telemetry: FollowedTelemetry, command: Command, managed: ManagedCommand): void {
  const { words, flags } = managed;
  if (words !== undefined) command.argument(words).allowExcessArguments(true);
  for (const { name, value = '', help } of flags) command.option(`--${name} ${value}`.trimEnd(), help);
  command.action(() => {
    const typed = { words: command.args, flags: typedOf(command) };
    // After the name of the group alone may come a command that there is not.
    const [name = managed.name, ...rest] = command.commands.length > 0 ? command.args : [];
    return runManaged(
      telemetry,
      { name, flags },
      command.commands.length > 0 ? { ...typed, words: rest } : typed,
    );
  });
}

/** What was typed anywhere: a flag of the same name may be one of the whole program, which then has taken it. */
function typedOf(command: Command): Record<string, unknown> {
  const all = withAncestors(command).flatMap((one) =>
    one.options.map((option) => [one, option.attributeName()] as const),
  );
  const typed = all.filter(([one, key]) => one.getOptionValueSource(key) === 'cli');
  return Object.fromEntries(typed.map(([one, key]) => [key, one.getOptionValue(key)]));
}
