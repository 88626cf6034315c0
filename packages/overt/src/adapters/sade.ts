/**
 * The adapter for sade 1.
 *
 * @module
 */
import { attempt } from '../platform/attempt.ts';
import { watchExit } from '../platform/command-line.ts';
import { createFollower, ROOT, type Follower } from './kit/follow.ts';
import type { FollowedTelemetry, FollowOptions, FrictionKind } from './kit/followed.ts';
import { allFlags, listManaged, runNamed, SUMMARY } from './kit/manage.ts';
import { before, checkProgram, isNew, type Shape } from './kit/program.ts';
import { typedFlags } from './kit/typed-flags.ts';

export type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';

/** What `sade()` returns. */
export type SadeProgram = {
  readonly parse: (...args: never[]) => unknown;
  readonly command: (...args: never[]) => unknown;
};

/** A name of a command leads to it, an alias to its name. */
type Tree = Record<string, Command | string>;
type Command = {
  /** `-t, --token`, what it is for, its default. */
  readonly options: readonly (readonly [names: string, ...others: unknown[]])[];
  handler?: (...args: unknown[]) => unknown;
};
type ParseOptions = { readonly unknown?: (flag: string) => unknown };
type Sade = Record<'command' | 'option' | 'action', (...given: readonly unknown[]) => Sade> & {
  readonly single: boolean;
  tree: Tree;
  curr: string;
  parse: (args: readonly string[], options?: ParseOptions) => unknown;
  help: (name: unknown) => unknown;
  _version: () => unknown;
};

/** What is known of the command line that is being parsed. */
type Parse = { args: readonly string[]; command: string; friction: FrictionKind };

/** Sade's own names for what is true of all, and for the command that has no name. */
const [ALL, DEFAULT, VERSION] = ['__all__', '__default__', '_version'] as const;
const SHAPE: Shape<Sade> = {
  what: 'a program of sade 1',
  methods: ['parse', 'help', VERSION, 'action'],
  objects: ['tree'],
};

/**
 * Records the commands of a program as they are registered, and registers the one by which users manage telemetry. Once for a
 * program, before it parses, when all of its commands are there.
 *
 * @throws {OptionError} when an option is wrong, or what is given is no program of sade 1
 */
export function followSade(
  telemetry: FollowedTelemetry,
  program: SadeProgram,
  options?: FollowOptions,
): void {
  const follower = createFollower(telemetry, options);
  const sade = checkProgram(program, SHAPE);
  if (!isNew(sade)) return;
  register(telemetry, follower, sade);
  const now: Parse = { args: [], command: ROOT, friction: 'missing-argument' };
  const parse = sade.parse.bind(sade);
  const own = sade.tree;
  before(sade, 'help', (name) =>
    follower.answer({ command: typeof name === 'string' ? labelOf(name) : ROOT, outcome: 'help' }),
  );
  before(sade, VERSION, () => follower.answer({ command: ROOT, outcome: 'version' }));
  sade.parse = (args, options = {}) => {
    Object.assign(now, { args: args.slice(2), command: ROOT, friction: 'missing-argument' });
    sade.tree = watch(follower, own, now);
    const known = follower.count();
    // Where sade refuses what was typed, it ends the process, and asks nobody before.
    const callOff = watchExit((exitCode) => {
      const flags = flagsOf(own, now);
      if (follower.count() === known) follower.answer({ ...now, flags, outcome: 'usage-error', exitCode });
    });
    const { unknown } = options;
    const result = parse(
      args,
      unknown === undefined
        ? options
        : {
            ...options,
            unknown: (flag) => {
              now.friction = 'unknown-flag';
              return unknown(flag);
            },
          },
    );
    callOff();
    return result;
  };
}

/** What sade looks up tells which command it found, and whether it looked for one that there is not. */
function watch(follower: Follower, own: Tree, now: Parse): Tree {
  return new Proxy(own, {
    get: (tree, name: string) => {
      const found = tree[name];
      const isOwn = Object.hasOwn(tree, name);
      if (!isOwn && name !== '' && now.command === ROOT) now.friction = 'unknown-command';
      // Whoever types the name of what every object has, such as `__proto__`, gets what sade makes of it.
      if (!isOwn) return found;
      if (typeof found !== 'object' || name === ALL) return found;
      now.command = labelOf(name);
      now.friction = 'missing-argument';
      const { handler } = found;
      if (handler === undefined) return found;
      const handle = (...args: unknown[]): unknown =>
        follower.run([labelOf(name), flagsOf(own, now)], () => handler(...args));
      return { ...found, handler: handle };
    },
  });
}

function labelOf(name: string): string {
  return name === DEFAULT || name === '' ? ROOT : name;
}

function flagsOf(tree: Tree, { args, command }: Parse): string[] {
  const names = [ALL, command === ROOT ? DEFAULT : command];
  const options = names.flatMap((name) => (tree[name] as Command | undefined)?.options ?? []);
  const flags = options.map(([text]) => {
    const all = text.split(', ');
    return { name: all.at(-1) ?? '', aliases: all, takesValue: 'undashed' as const };
  });
  return attempt(() => typedFlags(args, flags)) ?? [];
}

/** Sade lists all commands at one level: this one has words, and the flags of all. A tool of one command can have no other. */
function register(telemetry: FollowedTelemetry, { managed }: Follower, sade: Sade): void {
  if (managed === undefined || sade.single || sade.tree[managed] !== undefined) return;
  const lines = listManaged().map(
    ({ name, words = '', summary }) => `  ${`${name} ${words}`.trim()}: ${summary}`,
  );
  sade.command(`${managed} [command]`, [SUMMARY, ...lines]);
  for (const { name, value, help } of allFlags())
    sade.option(`--${name}`, value === undefined ? help : `${help} (${value})`);
  sade.action((word: unknown, { _, ...flags }: { readonly _: readonly unknown[] }) => {
    const words = [word, ..._].filter((one) => one !== undefined).map(String);
    return runNamed(telemetry, { words, flags });
  });
}
