/**
 * The adapter for commander 14 and 15.
 *
 * @module
 */
import { attempt } from '../platform/attempt.ts';
import { follow } from '../platform/follow.ts';
import { isUnmade, registerManaged } from './commander/managed.ts';
import {
  EXECUTABLE,
  EXIT,
  flagsOf,
  HOOKS,
  isParser,
  labelOf,
  TAKES_OVER,
  type Command,
} from './commander/program.ts';
import { createFollower, ROOT, type Follower } from './kit/follow.ts';
import type { FollowedTelemetry, FollowOptions, FrictionKind } from './kit/followed.ts';
import { before, checkProgram, isNew, type Shape } from './kit/program.ts';

export type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';

/** A program of commander. */
export type CommanderProgram = {
  readonly commands: readonly unknown[];
  readonly parseAsync: (...args: never[]) => Promise<unknown>;
};

const SHAPE: Shape<Command> = {
  what: 'a program of commander 14 or 15',
  methods: ['parse', 'parseAsync', 'getOptionValueSource', EXIT],
  objects: [HOOKS],
};
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
  const root = checkProgram(program, SHAPE);
  if (!isNew(root)) return;
  const register = (): void =>
    registerManaged(telemetry, root, [follower.managed, (group) => watch(follower, group)]);
  if (root.commands.length > 0) register();
  for (const name of ['parse', 'parseAsync'] as const) {
    const parse = root[name].bind(root);
    root[name] = (...given) => {
      attempt(register);
      attempt(() => watch(follower, root));
      const known = follower.count();
      const result = follow(() => follower.around(() => parse(...given)), {
        onEnd: () => {},
        // Before a command begins, a hook may fail, or what reads the value of a flag.
        onFailure: (thrown) => {
          if (follower.count() !== known) return;
          follower.begin(ROOT);
          if (thrown === undefined) follower.fail();
          else follower.fail(thrown.error);
        },
      });
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

/** Commands may have been added since the last time. */
function watch(follower: Follower, command: Command): void {
  if (!isUnmade(command)) for (const child of command.commands) watch(follower, child);
  if (watched.has(command)) return;
  watched.add(command);
  // All ways in which commander ends a process lead through here; it may throw, if the author says so.
  before(command, EXIT, (exitCode, code) => tell(follower, command, { exitCode, code }));
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
  // Where the author takes over, they say whether the process ends, and how: what they do not catch is 1, also for help.
  const isTaken = Boolean(command[TAKES_OVER]);
  const end = isTaken ? { longLived: true } : { exitCode };
  const answer = { command: labelOf(command), flags: flagsOf(command), ...end };
  const friction = FRICTION[code];
  if (code === 'commander.version') follower.answer({ ...answer, outcome: 'version' });
  else if (HELP.includes(code)) follower.answer({ ...answer, outcome: 'help' });
  else if (friction !== undefined) follower.answer({ ...answer, outcome: 'usage-error', friction });
}
