/**
 * The adapter for cac 7.
 *
 * @module
 */
import { attempt } from '../platform/attempt.ts';
import { createFollower, ROOT, type Follower } from './kit/follow.ts';
import type { FollowedTelemetry, FollowOptions, FrictionKind } from './kit/followed.ts';
import { allFlags, listManaged, runNamed, SUMMARY } from './kit/manage.ts';
import { before, checkProgram, isNew, type Shape } from './kit/program.ts';
import { typedFlags } from './kit/typed-flags.ts';

export type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';

/** What `cac()` returns. */
export type CacProgram = {
  readonly commands: readonly unknown[];
  readonly runMatchedCommand: () => unknown;
};

const REFUSALS = {
  checkUnknownOptions: 'unknown-flag',
  checkOptionValue: 'missing-argument',
  checkRequiredArgs: 'missing-argument',
  checkUnusedArgs: 'bad-argument',
} as const satisfies Readonly<Record<string, FrictionKind>>;
const ANSWERS = { outputHelp: 'help', outputVersion: 'version' } as const;

type Option = { readonly name: string; readonly names: readonly string[]; readonly isBoolean?: boolean };
type Command = Record<keyof typeof REFUSALS, () => void> & {
  readonly name: string;
  readonly options: readonly Option[];
  commandAction?: (...args: unknown[]) => unknown;
  isMatched: (name: string) => boolean;
  action: (body: (words: string[], options: Record<string, unknown>) => Promise<void>) => Command;
  option: (name: string, help: string) => Command;
  usage: (text: string) => Command;
  example: (text: string) => Command;
  allowUnknownOptions: () => Command;
};
type Cac = Record<keyof typeof ANSWERS, () => void> & {
  readonly commands: readonly Command[];
  readonly globalCommand: Command;
  readonly matchedCommand?: Command;
  readonly args: readonly string[];
  readonly rawArgs: readonly string[];
  command: (name: string, help: string) => Command;
  dispatchEvent: (event: Event) => boolean;
  parse: (...given: readonly unknown[]) => unknown;
  runMatchedCommand: () => unknown;
};

const SHAPE: Shape<Cac> = {
  what: 'a program of cac 7',
  methods: ['parse', 'runMatchedCommand', 'dispatchEvent', 'outputHelp'],
  objects: ['commands'],
};

/**
 * Records the commands of a program as they are registered, and registers the one by which users manage telemetry. Once for a
 * program, before it parses.
 *
 * @throws {OptionError} when an option is wrong, or what is given is no program of cac 7
 */
export function followCac(telemetry: FollowedTelemetry, program: CacProgram, options?: FollowOptions): void {
  const follower = createFollower(telemetry, options);
  const cac = checkProgram(program, SHAPE);
  if (!isNew(cac)) return;
  const tell = (outcome: 'help' | 'version' | 'usage-error', friction?: FrictionKind): void => {
    const flags = friction === undefined ? [] : flagsOf(cac);
    follower.answer({ command: labelOf(cac), flags, outcome, friction });
  };
  const [parse, dispatch] = [cac.parse.bind(cac), cac.dispatchEvent.bind(cac)];
  const watched = new WeakSet<Command>();
  cac.parse = (...given) => {
    attempt(() => register(telemetry, follower, cac));
    for (const command of cac.commands.filter((one) => !watched.has(one))) {
      watched.add(command);
      watch(follower, cac, [command, (friction) => tell('usage-error', friction)]);
    }
    const known = follower.count();
    cac.dispatchEvent = (event) => {
      if (event.type === 'command:*' && follower.count() === known) tell('usage-error', 'unknown-command');
      return dispatch(event);
    };
    const result = parse(...given);
    // Where no command was typed, the command is all that comes after.
    if (cac.matchedCommand === undefined && follower.count() === known) follower.open(ROOT, flagsOf(cac));
    return result;
  };
  for (const [name, outcome] of Object.entries(ANSWERS) as [keyof typeof ANSWERS, 'help' | 'version'][])
    before(cac, name, () => tell(outcome));
}

function watch(
  follower: Follower,
  cac: Cac,
  [command, refuse]: readonly [Command, (friction: FrictionKind) => void],
): void {
  const { commandAction } = command;
  if (commandAction === undefined) return;
  command.commandAction = (...args) =>
    follower.run([labelOf(cac), flagsOf(cac)], () => commandAction.apply(cac, args));
  for (const [name, friction] of Object.entries(REFUSALS) as [keyof typeof REFUSALS, FrictionKind][]) {
    const check = command[name].bind(command);
    command[name] = () => {
      let isFine = false;
      try {
        check();
        isFine = true;
      } finally {
        // What is thrown goes to the author, who says how the process ends.
        if (!isFine) refuse(friction);
      }
    };
  }
}

function labelOf({ matchedCommand }: Cac): string {
  return matchedCommand?.name || ROOT;
}

function flagsOf({ matchedCommand, globalCommand, rawArgs }: Cac): string[] {
  const options = [...globalCommand.options, ...(matchedCommand?.options ?? [])];
  const flags = options.map(({ name, names, isBoolean }) => ({
    name,
    aliases: names,
    takesValue: isBoolean === true ? false : ('undashed' as const),
  }));
  return attempt(() => typedFlags(rawArgs.slice(2), flags)) ?? [];
}

/** Commands of cac have no commands: this one has words, and the flags of all. What only parses is left so. */
function register(telemetry: FollowedTelemetry, { managed }: Follower, cac: Cac): void {
  if (managed === undefined || cac.commands.length === 0) return;
  if (cac.commands.some((command) => command.isMatched(managed))) return;
  const command = cac.command(`${managed} [...words]`, SUMMARY).usage(`${managed} [command] [options]`);
  for (const { name, value = '', help } of allFlags()) command.option(`--${name} ${value}`.trimEnd(), help);
  for (const { name, words = '', summary } of listManaged())
    command.example(`  ${managed} ${name} ${words}: ${summary}`.replace(' :', ':'));
  command.action((words, flags) => runNamed(telemetry, { words, flags }));
}
