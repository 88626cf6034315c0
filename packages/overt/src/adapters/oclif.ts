/**
 * The adapter for oclif (`@oclif/core` 4 and 5): a hook.
 *
 * @module
 */
import { OptionError } from '../option-error.ts';
import type { Config, Details, Failure, Flag, Loadable } from './oclif/config.ts';
import { createFollower, ROOT, type Follower } from './kit/follow.ts';
import type { FollowedTelemetry, FollowOptions, FrictionKind } from './kit/followed.ts';
import { registerManaged } from './oclif/managed.ts';
import { before, isNew } from './kit/program.ts';
import { typedFlags } from './kit/typed-flags.ts';

export type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';

/** A hook for `init`. */
export type OclifHook = (details: { readonly config: object }) => Promise<void>;

type Run = { command?: Loadable; argv?: readonly string[]; isUnknown?: boolean };

const EXIT = 'EEXIT';

/**
 * Makes a hook for `init` that records the commands of a tool by their ids, and registers the one by which users manage telemetry. What
 * later hooks are told, it hears too.
 *
 * @throws {OptionError} when an option is wrong; the hook, when it is called by no oclif that it knows
 */
export function followOclif(telemetry: FollowedTelemetry, options?: FollowOptions): OclifHook {
  const follower = createFollower(telemetry, options);
  return (details) => {
    const config = details?.config as Config | undefined;
    if (typeof config?.runHook !== 'function' || typeof config.findCommand !== 'function')
      throw new OptionError('Expected the hook to be called by `@oclif/core` 4 or 5.');
    if (!isNew(config)) return Promise.resolve();
    registerManaged(telemetry, config, follower.managed);
    const run: Run = {};
    before(config, 'runHook', (event, given) => hear(config, follower, [run, event, given]));
    return Promise.resolve();
  };
}

function hear(
  config: Config,
  follower: Follower,
  [run, event, { Command: command, argv = [], id = '', error }]: readonly [Run, string, Details],
): void {
  if (event === 'command_not_found') run.isUnknown = true;
  // A command that runs another one is one command still.
  if (event === 'prerun' && command !== undefined && run.command === undefined) {
    Object.assign(run, { command, argv });
    follower.begin(toLabel(command.id), flagsOf(command, argv));
  }
  if (event !== 'finally') return;
  if (run.command !== undefined) finish(follower, run, error);
  else answer(config, follower, [run, id, error]);
}

/** `remote:add`, or, as help makes it, `remote add`. The one command of a tool has a symbol for an id, and in help none. */
function toLabel(id: string): string {
  return id === '' || id.startsWith('Symbol(') ? ROOT : id.replaceAll(':', ' ');
}

function flagsOf(
  { flags = {}, baseFlags = {}, enableJsonFlag }: Loadable,
  argv: readonly string[],
): string[] {
  const all = { ...(enableJsonFlag === true ? { json: { type: 'boolean' } } : {}), ...baseFlags, ...flags };
  const declared = Object.entries<Flag>(all).map(
    ([name, { char, aliases = [], charAliases = [], type }]) => ({
      name,
      aliases: [...(char === undefined ? [] : [char]), ...aliases, ...charAliases],
      takesValue: type === 'option',
    }),
  );
  return typedFlags(argv, declared);
}

function finish(follower: Follower, run: Run, error: Failure | undefined): void {
  const command = toLabel(run.command?.id ?? '');
  if (follower.isManaged(command)) return;
  if (error === undefined) return follower.end();
  const exitCode = error.oclif?.exit ?? 1;
  if (error.code === EXIT) follower.end({ exitCode });
  else if (error.parse === undefined) follower.fail(error, { exitCode });
  else follower.answer({ command, outcome: 'usage-error', exitCode, friction: frictionOf(run, error) });
}

/** By what an error is about: all of these are of one class, and the names of classes do not survive every bundler. */
function frictionOf({ command, argv = [] }: Run, { flags, args }: Failure): FrictionKind {
  if (flags !== undefined) return 'unknown-flag';
  // Declared ones are missing, typed ones are too many.
  if (args !== undefined) return typeof args[0] === 'object' ? 'missing-argument' : 'bad-argument';
  if (command === undefined) return 'bad-argument';
  const typed = flagsOf(command, argv);
  const isMissing = Object.entries({ ...command.baseFlags, ...command.flags }).some(
    ([name, { required }]) => required === true && !typed.includes(name),
  );
  return isMissing ? 'missing-argument' : 'bad-argument';
}

/** No command has begun. */
function answer(
  config: Config,
  follower: Follower,
  [{ isUnknown }, id, error]: readonly [Run, string, Failure | undefined],
): void {
  const versionFlags = ['--version', ...(config.pjson.oclif.additionalVersionFlags ?? [])];
  const command = findLabel(config, id);
  const exitCode = error === undefined ? 0 : (error.oclif?.exit ?? 1);
  if (isUnknown === true)
    follower.answer({ command, outcome: 'usage-error', exitCode, friction: 'unknown-command' });
  else if (error !== undefined) follower.answer({ command, outcome: 'error', exitCode });
  else follower.answer({ command, outcome: versionFlags.includes(id) ? 'version' : 'help', exitCode });
}

/** What there is of what was typed: words that are none of a command's may have been taken for a part of its id. */
function findLabel(config: Config, typed: string): string {
  const words = typed.split(':');
  for (let length = words.length; length > 0; length -= 1) {
    const id = words.slice(0, length).join(':');
    const command = config.findCommand(id);
    // The entry of an alias is that of its command, under another id.
    const isAlias = ({ aliases = [], hiddenAliases = [] }: Loadable): boolean =>
      [...aliases, ...hiddenAliases].includes(id);
    const own =
      command && isAlias(command) ? config.commands.find((one) => isAlias(one) && one.id !== id) : command;
    const found = own?.id ?? config.findTopic(id)?.name;
    if (found !== undefined) return toLabel(found);
  }
  return ROOT;
}
