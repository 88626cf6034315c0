/**
 * The adapter for tools that parse what was typed by themselves, with `node:util`, `minimist`, `arg` or by hand.
 *
 * @module
 */
import { expected } from '../option-error.ts';
import { commandLine } from '../platform/command-line.ts';
import { follow } from '../platform/follow.ts';
import { createFollower, ROOT } from './kit/follow.ts';
import type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';
import { runWords } from './kit/manage.ts';
import { argsAfter, typedFlags, typedWords } from './kit/typed-flags.ts';

export type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';

/** What a tool takes. */
export type ArgvOptions = FollowOptions & {
  /**
   * Its commands, such as `remote add`, and the other names of each: `{ deploy: ['up'] }`.
   * @default none: it has one command, without a name
   */
  readonly commands?: Readonly<Record<string, readonly string[]>>;
  /** The command that runs where none is typed. */
  readonly default?: string;
  /**
   * Its flags, in the words of `parseArgs`: `{ token: { type: 'string', short: 't' } }`.
   * @default none
   */
  readonly options?: Readonly<Record<string, ArgvFlag>>;
  /** @default what was typed after the program */
  readonly args?: readonly string[];
};

export type ArgvFlag = {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
};

type Typed = {
  readonly command: string;
  readonly flags: readonly string[];
  readonly outcome: 'help' | 'version' | 'usage-error' | undefined;
  readonly hasUnknownFlag: boolean;
  /** What follows the command by which users manage telemetry. */
  readonly managed: readonly string[] | undefined;
};

/**
 * Runs `body`, which parses what was typed and does it, as the command that was typed, if that is one of those that are named.
 * Runs `telemetry …` in its place. What `body` returns or throws passes through.
 *
 * @throws {OptionError} when an option is wrong
 */
export function followArgv<Result>(
  telemetry: FollowedTelemetry,
  options: ArgvOptions,
  body: () => Result,
): Result | Promise<void> {
  checkOptions(options);
  if (typeof body !== 'function') throw expected('body', 'a function', body);
  const follower = createFollower(telemetry, options);
  const args = options.args ?? commandLine();
  const { command, flags, outcome, hasUnknownFlag, managed } = readTyped(args, options, follower.managed);
  if (managed !== undefined) return runWords(telemetry, managed);
  if (outcome === 'usage-error') telemetry.track('friction', { kind: 'unknown-command', command });
  // Whether a parser refuses what it does not know, it alone can say.
  const onFailure = (): void => telemetry.track('friction', { kind: 'unknown-flag', command });
  return follower.run([command, flags, outcome], () =>
    hasUnknownFlag ? follow(body, { onEnd: () => {}, onFailure }) : body(),
  );
}

function checkOptions(options: ArgvOptions): void {
  if (!isObject(options)) throw expected('options', 'an object', options);
  const { commands = {}, options: flags = {}, args = [], default: fallback = '' } = options;
  if (!isObject(commands) || !Object.values(commands).every((names) => Array.isArray(names)))
    throw expected('commands', 'lists of other names by the names of commands', commands);
  if (!isObject(flags) || !Object.values(flags).every((flag) => typeof flag?.type === 'string'))
    throw expected('options', 'what `parseArgs` of node:util takes', flags);
  if (typeof fallback !== 'string') throw expected('default', 'the name of a command', fallback);
  if (!Array.isArray(args)) throw expected('args', 'an array', args);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readTyped(args: readonly string[], given: ArgvOptions, managed: string | undefined): Typed {
  const { commands = {}, options = {}, default: fallback } = given;
  const declared = Object.entries(options).map(([name, { type, short }]) => ({
    name,
    aliases: short === undefined ? [] : [short],
    takesValue: type === 'string',
  }));
  const { words, hasUnknown } = typedWords(args, declared);
  const flags = typedFlags(args, declared);
  const found = findCommand(words, commands) ?? fallback;
  const isUnknown = found === undefined && words.length > 0 && Object.keys(commands).length > 0;
  const asked = (['help', 'version'] as const).find((name) => flags.includes(name));
  return {
    command: found ?? ROOT,
    flags: flags.filter((name) => name !== asked),
    outcome: asked ?? (isUnknown ? 'usage-error' : undefined),
    hasUnknownFlag: hasUnknown,
    // One of the tool's own is left as it is.
    managed:
      managed === undefined || findCommand([managed], commands) !== undefined
        ? undefined
        : argsAfter(managed, args, declared),
  };
}

/** The one of most words. */
function findCommand(
  words: readonly string[],
  commands: Readonly<Record<string, readonly string[]>>,
): string | undefined {
  const typed = `${words.join(' ')} `;
  const names = Object.entries(commands).flatMap(([name, others]) =>
    [name, ...others].map((one) => [one, name] as const),
  );
  const found = names.filter(([one]) => typed.startsWith(`${one} `));
  return found.toSorted(([a], [b]) => b.length - a.length)[0]?.[1];
}
