import type { Builder, Cli, CommandClass, State } from './parser.ts';
import type { FollowedTelemetry } from '../kit/followed.ts';
import { defaultManaged, listManaged, runManaged, SUMMARY, type ManagedCommand } from '../kit/manage.ts';

/** The class that all commands of clipanion are of. */
type Base = (new () => { readonly context: Context }) & { readonly isOption?: symbol };
type Context = Readonly<Record<'stdout' | 'stderr', { write: (text: string) => unknown }>>;
/** What takes part in making a command and in filling it. */
type Definer = Builder & {
  readonly addOption: (option: object) => void;
  readonly addRest: (rest: object) => void;
};
type Parsed = State & { readonly positionals: readonly { readonly value: string }[] };

/**
 * Registers the command by which users manage telemetry, if the tool has none of that name. Answers what registers those below it: clipanion
 * lists all that it has where it knows none, so they are registered when it is theirs.
 */
export function registerManaged(
  telemetry: FollowedTelemetry,
  cli: Cli,
  name: string | undefined,
): (input: unknown) => void {
  const classes = [...cli.registrations.keys()];
  const base = findBase(classes[0]);
  const isTaken = classes.some(({ paths = [] }) => paths.some(([word]) => word === name));
  if (name === undefined || base === undefined || isTaken) return () => {};
  const commands = listManaged();
  // What has no usage is not listed.
  const details = commands.map((command) => `- \`${command.name}\`: ${command.summary}`).join('\n\n');
  const usage = { description: SUMMARY, details };
  cli.register(Object.assign(defineManaged(telemetry, base, [[name], defaultManaged()]), { usage }));
  let rest = commands;
  return (input) => {
    if (!Array.isArray(input) || input[0] !== name) return;
    for (const command of rest) cli.register(defineManaged(telemetry, base, [[name, command.name], command]));
    rest = [];
  };
}

/** A tool that has a command has the class that it is of, and we need not load clipanion to get it. */
function findBase(command: CommandClass | undefined): Base | undefined {
  let base: object | null = command ?? null;
  while (base !== null && !Object.hasOwn(base, 'isOption'))
    base = Object.getPrototypeOf(base) as object | null;
  return (base as Base | null) ?? undefined;
}

function defineManaged(
  telemetry: FollowedTelemetry,
  base: Base,
  [path, command]: readonly [readonly string[], ManagedCommand],
): object {
  const isOption = base.isOption as symbol;
  return class extends base {
    static readonly paths = [path];
    /** What clipanion fills, with what it found of all that the command takes. */
    readonly typed = {
      [isOption]: true,
      definition: (builder: Definer) => declare(builder, command),
      transformer: (_builder: unknown, _key: string, { options, positionals }: Parsed) => ({
        flags: Object.fromEntries(options.map(({ name, value }) => [name.slice('--'.length), value])),
        words: positionals.map(({ value }) => value),
      }),
    } as unknown as { readonly words: readonly string[]; readonly flags: Readonly<Record<string, unknown>> };

    async execute(): Promise<number> {
      return runManaged(telemetry, command, this.typed);
    }
  };
}

function declare(builder: Definer, { words, flags }: ManagedCommand): void {
  for (const { name, help, value } of flags)
    builder.addOption({ names: [`--${name}`], description: help, arity: value === undefined ? 0 : 1 });
  if (words !== undefined) builder.addRest({ name: words.slice(1, -1) });
}
