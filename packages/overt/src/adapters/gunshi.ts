/**
 * The adapter for gunshi 0.29 to 0.37: a plugin.
 *
 * @module
 */
import { OptionError } from '../option-error.ts';
import { attempt } from '../platform/attempt.ts';
import { createFollower, ROOT, type NamedCommand } from './kit/follow.ts';
import type { FollowedTelemetry, FollowOptions, FrameworkAnswer, FrictionKind } from './kit/followed.ts';
import { defaultManaged, listManaged, runManaged, SUMMARY, type ManagedCommand } from './kit/manage.ts';
import { toLabel } from './kit/program.ts';
import { toKebabCase } from './kit/typed-flags.ts';

export type { FollowedTelemetry, FollowOptions } from './kit/followed.ts';

/** A plugin of gunshi. */
export type GunshiPlugin = ((context: object) => void) & { id: string };

/** What a plugin is given to set itself up. */
type Setup = {
  readonly subCommands: ReadonlyMap<string, unknown>;
  readonly hasCommand: (name: string) => boolean;
  readonly addCommand: (name: string, command: object) => void;
  readonly decorateCommand: (decorate: (run: Runner) => Runner) => void;
};
type Runner = (context: Context) => unknown;
/** What was typed for one command. */
type Context = {
  readonly commandPath: readonly string[];
  readonly args: Readonly<Record<string, { readonly type: string; readonly negatable?: boolean }>>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
  readonly tokens: readonly { readonly kind: string; readonly name?: string }[];
  /** Which of the arguments the user gave. */
  readonly explicit: Readonly<Record<string, boolean>>;
  readonly validationError?: { readonly errors?: readonly Problem[] };
  readonly extensions?: object;
};
type Answer = Omit<FrameworkAnswer, 'command'>;
type Problem = { readonly type?: string; readonly code?: string };

/** The plugin that answers `--help` and wrong use. `gunshi/bone` comes without. */
const GLOBAL = 'g:global';
/** By the code of an error, and by its type where gunshi has no codes yet. */
const FRICTION: Readonly<Record<string, FrictionKind>> = {
  'err:cmd:not-found': 'unknown-command',
  'err:arg:unknown-option': 'unknown-flag',
  'err:arg:required-option': 'missing-argument',
  'err:arg:required-positional': 'missing-argument',
  required: 'missing-argument',
};

/**
 * Makes a plugin that records the commands of a tool as they are registered, and registers the one by which users manage
 * telemetry.
 *
 * @throws {OptionError} when an option is wrong; the plugin, when it is set up by no gunshi that it knows
 */
export function followGunshi(telemetry: FollowedTelemetry, options?: FollowOptions): GunshiPlugin {
  const follower = createFollower(telemetry, options);
  const plugin = (setup: Setup | undefined): void => {
    if (typeof setup?.decorateCommand !== 'function' || typeof setup.addCommand !== 'function')
      throw new OptionError('Expected the plugin to be set up by gunshi 0.29 to 0.37.');
    registerManaged(telemetry, setup, follower.managed);
    setup.decorateCommand(
      (run) => (context) => follower.run(attempt(() => nameOf(context)) ?? [ROOT, []], () => run(context)),
    );
  };
  // It is made for each command, before anything is decided.
  const factory = (context: Context): object => {
    attempt(() => {
      const answer = answerOf(context);
      if (answer !== undefined) follower.answer({ command: labelOf(context), ...answer });
    });
    return {};
  };
  return Object.defineProperties(plugin, {
    id: { value: 'overt' },
    name: { value: 'overt' },
    extension: { value: { key: Symbol('overt'), factory } },
  }) as unknown as GunshiPlugin;
}

function nameOf(context: Context): NamedCommand {
  return [labelOf(context), flagsOf(context)];
}

/** The names of the command as they are registered: gunshi knows no other ones. */
function labelOf({ commandPath }: Context): string {
  return toLabel(commandPath.map(toKebabCase));
}

function flagsOf({ args, explicit, tokens }: Context): string[] {
  return Object.entries(args)
    .filter(([name, { type }]) => type !== 'positional' && explicit[name] === true)
    .map(([name, { negatable }]) => {
      const negated = `no-${toKebabCase(name)}`;
      const isNegated = negatable === true && tokens.some((token) => token.name === negated);
      return isNegated ? negated : toKebabCase(name);
    });
}

/** What gunshi will answer in place of the command. */
function answerOf({ values, validationError, extensions }: Context): Answer | undefined {
  if (extensions === undefined || !(GLOBAL in extensions)) return undefined;
  const [problem] = validationError?.errors ?? [];
  const kind = FRICTION[problem?.code ?? problem?.type ?? ''];
  const misuse = { outcome: 'usage-error', friction: kind ?? 'bad-argument' } as const;
  // These come before all else.
  if (kind === 'unknown-command' || kind === 'unknown-flag') return misuse;
  if (values['version'] === true) return { outcome: 'version', exitCode: 0 };
  if (values['help'] === true) return { outcome: 'help', exitCode: 0 };
  // Before errors had codes they were only printed; now they are thrown, and what that comes to is for the tool to say.
  return problem === undefined ? undefined : misuse;
}

/** A tool that has no commands would take its arguments for some if it had one. */
function registerManaged(telemetry: FollowedTelemetry, setup: Setup, name: string | undefined): void {
  if (name === undefined || setup.subCommands.size === 0 || setup.hasCommand(name)) return;
  const subCommands = Object.fromEntries(
    listManaged().map((command) => [command.name, defineManaged(telemetry, command)]),
  );
  const byDefault = defineManaged(telemetry, defaultManaged());
  setup.addCommand(name, { ...byDefault, name, description: SUMMARY, subCommands });
}

function defineManaged(telemetry: FollowedTelemetry, command: ManagedCommand): object {
  const flags = command.flags.map(({ name, help, value }) => [
    name,
    { type: value === undefined ? 'boolean' : 'string', description: help },
  ]);
  return {
    name: command.name,
    description: command.summary,
    args: Object.fromEntries(flags),
    // What is printed may be read by a program.
    rendering: { header: null },
    run: async ({ commandPath, positionals, values }: Context): Promise<void> => {
      const [name = command.name, ...words] = [
        ...commandPath.slice(1),
        ...positionals.slice(commandPath.length),
      ];
      await runManaged(telemetry, { ...command, name }, { words, flags: values });
    },
  };
}
