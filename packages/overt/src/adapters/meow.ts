/**
 * The adapter for meow 14.
 *
 * @module
 */
import { expected, OptionError } from '../option-error.ts';
import { attempt } from '../platform/attempt.ts';
import { commandLine, watchExit } from '../platform/command-line.ts';
import { createFollower, ROOT, type Follower } from './kit/follow.ts';
import type { FollowedTelemetry, FollowOptions, FrameworkAnswer, FrictionKind } from './kit/followed.ts';
import { runWords } from './kit/manage.ts';
import { argsAfter, typedFlags, typedWords, type DeclaredFlag } from './kit/typed-flags.ts';

export type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';

/** How meow is called, and what it is told. */
export type MeowCall<Cli> = FollowOptions & {
  readonly parse: () => Cli;
  /** What `parse` gives to meow: its flags and commands are what may be recorded. */
  readonly options: MeowOptions;
};

/** The part of the options of meow that matters here. */
export type MeowOptions = {
  readonly flags?: Readonly<Record<string, object>>;
  readonly commands?: readonly string[];
  readonly argv?: readonly string[];
  readonly allowUnknownFlags?: boolean;
};

/** What meow ends with where nobody says otherwise. */
const WRONG_USE = 2;

type Flag = { readonly type?: string; readonly shortFlag?: string; readonly aliases?: readonly string[] };
type ShowsHelp = { readonly command?: string; showHelp?: (code?: number) => void };

/**
 * Lets meow parse, and runs `body` with what it answers as the command of the tool. Runs `telemetry …` in its place. What `body`
 * returns or throws passes through.
 *
 * @throws {OptionError} when an option is wrong
 */
export function followMeow<Result, Cli extends object>(
  telemetry: FollowedTelemetry,
  call: MeowCall<Cli>,
  body: (cli: Cli) => Result,
): Result | Promise<void> {
  if (typeof call?.parse !== 'function' || typeof call.options !== 'object' || call.options === null)
    throw new OptionError('Expected `parse` and `options` to be those of meow 14.');
  if (typeof body !== 'function') throw expected('body', 'a function', body);
  const follower = createFollower(telemetry, call);
  const args = call.options.argv ?? commandLine();
  const declared = attempt(() => listFlags(call.options)) ?? [];
  const asked = askedOf(follower, call.options, [args, declared]);
  if (asked !== undefined) return runWords(telemetry, asked);
  const flags = attempt(() => typedFlags(args, declared)) ?? [];
  const cli: Cli & ShowsHelp = parse(follower, call, [args, flags]);
  const { command = ROOT, showHelp } = cli;
  if (showHelp !== undefined)
    cli.showHelp = (code = WRONG_USE) => {
      follower.answer({ command, outcome: 'help', exitCode: code });
      showHelp(code);
    };
  return follower.run([command, flags], () => body(cli));
}

/** What was asked of the telemetry command, unless the tool has one of that name. */
function askedOf(
  { managed }: Follower,
  { commands = [] }: MeowOptions,
  [args, declared]: readonly [readonly string[], readonly DeclaredFlag[]],
): readonly string[] | undefined {
  if (managed === undefined || commands.includes(managed)) return undefined;
  return attempt(() => argsAfter(managed, args, declared));
}

/** Meow prints help or a version, or refuses what was typed, and ends the process, without asking anybody before. */
function parse<Cli>(
  follower: Follower,
  { parse, options }: MeowCall<Cli>,
  [args, flags]: readonly [readonly string[], readonly string[]],
): Cli {
  const tell = (answer: Pick<FrameworkAnswer, 'outcome' | 'friction' | 'exitCode'>): void =>
    follower.answer({ command: ROOT, flags: answer.friction === undefined ? [] : flags, ...answer });
  const callOff = watchExit((exitCode) => {
    if (exitCode !== 0)
      tell({ outcome: 'usage-error', friction: attempt(() => guess(args, options)), exitCode });
    else tell({ outcome: args.includes('--version') ? 'version' : 'help', exitCode });
  });
  let isOver = false;
  try {
    const cli = parse();
    isOver = true;
    return cli;
  } finally {
    callOff();
    // It throws where a flag has a value that it may not have.
    if (!isOver) tell({ outcome: 'usage-error', friction: 'bad-argument' });
  }
}

function guess(args: readonly string[], options: MeowOptions): FrictionKind {
  const { words, hasUnknown } = typedWords(args, listFlags(options));
  const [first] = words;
  if (options.commands !== undefined && first !== undefined && !options.commands.includes(first))
    return 'unknown-command';
  return hasUnknown && options.allowUnknownFlags === false ? 'unknown-flag' : 'missing-argument';
}

function listFlags({ flags = {} }: MeowOptions): DeclaredFlag[] {
  return Object.entries(flags as Record<string, Flag>).map(([name, { type, shortFlag, aliases = [] }]) => ({
    name,
    aliases: shortFlag === undefined ? aliases : [...aliases, shortFlag],
    takesValue: type === 'boolean' ? false : 'undashed',
  }));
}
