/**
 * The adapter for citty 0.2.
 *
 * citty tells a plugin that a command begins, and nobody of errors: it prints them and exits. So the adapter notes how far it gets (which
 * commands are looked at, which are set up), and what that means is decided when the process ends.
 *
 * @module
 */
import { OptionError } from '../option-error.ts';
import { beforeExit } from '../platform/before-exit.ts';
import { commandLine } from '../platform/command-line.ts';
import type { Args, Context, Definition, Lazy } from './citty/definition.ts';
import { withManaged } from './citty/managed.ts';
import { createFollower, type Follower } from './kit/follow.ts';
import type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';
import { toLabel } from './kit/program.ts';
import { typedFlags, typedWords, type DeclaredFlag } from './kit/typed-flags.ts';

export type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';

/** What `defineCommand` returns. */
export type CittyCommand = {
  readonly meta?: unknown;
  readonly args?: unknown;
  readonly run?: unknown;
  readonly subCommands?: unknown;
};

/** How far citty has got. */
type Progress = {
  /** The deepest command that it has looked at. */
  path?: readonly string[];
  args?: Args;
  hasCommands: boolean;
  /** Whether it has understood what was typed for that, and has set it up. */
  isReady: boolean;
  /** Whether it has looked for a command below, be it to run it or to explain how it is used. */
  hasLooked: boolean;
  /** Whether there was a word that could be the name of one. */
  hasWord: boolean;
  readonly flags: Set<string>;
};
type Watch = { readonly follower: Follower; readonly progress: Progress };

const followed = new WeakSet<object>();

/**
 * Records the commands of a tool as they are registered, and registers the one by which users manage telemetry. Returns the command
 * that is to be run: `runMain(followCitty(telemetry, main))`.
 *
 * @throws {OptionError} when an option is wrong, or what is given is no command of citty
 */
export function followCitty<Main extends CittyCommand>(
  telemetry: FollowedTelemetry,
  main: Main,
  options?: FollowOptions,
): Main {
  const follower = createFollower(telemetry, options);
  const given = main as Definition | undefined;
  if (typeof given?.run !== 'function' && given?.subCommands === undefined)
    throw new OptionError('Expected `main` to be a command of citty 0.2.');
  if (followed.has(main)) return main;
  const progress = { hasCommands: false, isReady: false, hasLooked: false, hasWord: false };
  const watch = { follower, progress: { ...progress, flags: new Set<string>() } };
  beforeExit((exitCode) => explainEnd(watch, exitCode));
  const command = followCommand(watch, withManaged(telemetry, given, follower.managed), []);
  followed.add(command);
  return command as unknown as Main;
}

function followCommand(watch: Watch, definition: Definition, path: readonly string[]): Definition {
  const { args, subCommands, run, plugins = [] } = definition;
  const { progress, follower } = watch;
  const look = (): void => {
    if (progress.path !== undefined && path.length <= progress.path.length) return;
    const isKnown = typeof args === 'object' && !(args instanceof Promise);
    const found = { path, args: isKnown ? args : {}, hasCommands: subCommands !== undefined };
    Object.assign(progress, found, { isReady: false });
  };
  let resolved: Args | Promise<Args> | undefined;
  const resolveArgs = (): Args | Promise<Args> => (resolved ??= resolve(args ?? {}));
  const setup = async ({ rawArgs }: Context): Promise<void> => {
    const declared = toDeclared(await resolveArgs());
    for (const flag of typedFlags(rawArgs, declared)) progress.flags.add(flag);
    Object.assign(progress, { isReady: true, hasWord: typedWords(rawArgs, declared).words.length > 0 });
  };
  const begin = (context: Context): unknown => {
    // A command may have something to do after one of its own has run.
    if (follower.count() > 0) return definition.run?.(context);
    return follower.run([toLabel(path), [...progress.flags]], () => definition.run?.(context));
  };
  return {
    ...definition,
    plugins: [{ name: 'overt', setup }, ...plugins],
    ...(run === undefined ? {} : { run: begin }),
    get args() {
      look();
      return typeof args === 'function' ? resolveArgs : args;
    },
    get subCommands() {
      look();
      progress.hasLooked = true;
      return subCommands && (() => followCommands(watch, subCommands, path));
    },
  } as Definition;
}

async function followCommands(
  watch: Watch,
  commands: NonNullable<Definition['subCommands']>,
  path: readonly string[],
): Promise<Readonly<Record<string, Lazy<Definition>>>> {
  const entries = Object.entries((await resolve(commands)) ?? {}).map(([name, command]) => [
    name,
    async () => followCommand(watch, await resolve(command), [...path, name]),
  ]);
  return Object.fromEntries(entries) as Readonly<Record<string, Lazy<Definition>>>;
}

function resolve<Value>(value: Lazy<Value>): Value | Promise<Value> {
  return typeof value === 'function' ? (value as () => Value | Promise<Value>)() : value;
}

function toDeclared(args: Args): DeclaredFlag[] {
  return Object.entries(args)
    .filter(([, { type }]) => type !== 'positional')
    .map(([name, { alias = [], type }]) => ({
      name,
      aliases: typeof alias === 'string' ? [alias] : alias,
      takesValue: type === 'string' || type === 'enum',
    }));
}

/** Where no command has begun, the framework has answered in its place. */
function explainEnd({ follower, progress }: Watch, exitCode: number): void {
  const { path, isReady, hasLooked, hasCommands, args = {} } = progress;
  if (path === undefined || follower.count() > 0) return;
  const flags = [...progress.flags];
  const answer = { command: toLabel(path), flags, exitCode };
  if (exitCode === 0) {
    const outcome = isReady ? 'ok' : hasLooked ? 'help' : 'version';
    follower.answer({ ...answer, outcome });
  } else if (!hasLooked || (isReady && !hasCommands)) follower.answer({ ...answer, outcome: 'error' });
  else if (isReady) {
    const friction = progress.hasWord ? 'unknown-command' : 'missing-argument';
    follower.answer({ ...answer, outcome: 'usage-error', friction });
  } else follower.answer({ ...answer, outcome: 'usage-error', friction: frictionOf(args) });
}

/** citty refuses what is missing, and of what is there only values that it has a list for. */
function frictionOf(args: Args): 'missing-argument' | 'bad-argument' {
  const typed = typedFlags(commandLine(), toDeclared(args));
  const flags = Object.entries(args).filter(([, { type }]) => type !== 'positional');
  const isMissing = flags.some(([name, { required }]) => required === true && !typed.includes(name));
  const isListed = flags.some(([name, { type }]) => type === 'enum' && typed.includes(name));
  return isListed && !isMissing ? 'bad-argument' : 'missing-argument';
}
