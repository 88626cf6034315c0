import { COMMON_FLAGS, OUTLINE, type CommandOutline } from '../../commands/outline.ts';
import { setExitCode } from '../../platform/command-line.ts';
import type { FollowedTelemetry } from './followed.ts';

/** One line for the command by which users manage telemetry. */
export const SUMMARY = 'see what is recorded of its use, switch it on or off';

/** A flag of one of its commands. */
export type ManagedFlag = {
  readonly name: string;
  readonly help: string;
  /** What follows it, if something does: `<file>`. */
  readonly value?: string;
};

/** One of its commands, for a framework to list, to explain and to parse. */
export type ManagedCommand = {
  readonly name: string;
  readonly summary: string;
  /** What may follow the name: `[level]`. */
  readonly words?: string;
  /** How many words may. */
  readonly maxWords: number;
  readonly flags: readonly ManagedFlag[];
};

/** What was typed: words, and by the name of a flag its value, or true where it takes none. */
export type TypedCommand = {
  readonly words?: readonly string[] | undefined;
  readonly flags: Readonly<Record<string, unknown>>;
};

/** The one that is run where none is named. */
export const DEFAULT = 'status';

/** The commands under `<tool> telemetry`. Of `--help` each framework has its own. */
export function listManaged(): ManagedCommand[] {
  return Object.entries<CommandOutline>(OUTLINE).map(toManaged);
}

/** The one of them that is run where none is named. */
export function defaultManaged(): ManagedCommand {
  return toManaged([DEFAULT, OUTLINE[DEFAULT]]);
}

/** Runs one of them as it was typed, sets the exit code, and answers it. Never rejects. */
export async function runManaged(
  telemetry: FollowedTelemetry,
  { name, flags: known }: Pick<ManagedCommand, 'name' | 'flags'>,
  { words = [], flags }: TypedCommand,
): Promise<number> {
  const typed = known.flatMap((flag) => toArgs(flag, flags));
  const exitCode = await telemetry.runCommand([name, ...typed, '--', ...words]);
  setExitCode(exitCode);
  return exitCode;
}

/** Runs the one that is named by the first word, for what has one command with the flags of all. Never rejects. */
export async function runNamed(
  telemetry: FollowedTelemetry,
  { words = [], flags }: TypedCommand,
): Promise<void> {
  const [name = DEFAULT, ...others] = words;
  await runManaged(telemetry, { name, flags: allFlags() }, { words: others, flags });
}

/** The flags of all of them: those of the same name mean the same. */
export function allFlags(): ManagedFlag[] {
  const all = listManaged().flatMap(({ flags }) => flags);
  return [...new Map(all.map((flag) => [flag.name, flag])).values()];
}

/** What follows `<tool> telemetry` as it was typed, for what has no commands. Never rejects. */
export async function runWords(telemetry: FollowedTelemetry, words: readonly string[]): Promise<void> {
  setExitCode(await telemetry.runCommand(words));
}

function toManaged([name, outline]: readonly [string, CommandOutline]): ManagedCommand {
  const { summary, words, maxWords, flags = {} } = outline;
  return {
    name,
    summary,
    ...(words === undefined ? { maxWords: 0 } : { words, maxWords: maxWords ?? 1 }),
    flags: Object.entries({ ...flags, ...COMMON_FLAGS })
      .filter(([flag]) => flag !== 'help')
      .map(([flag, rule]) => ({ name: flag, ...rule })),
  };
}

function toArgs({ name, value }: ManagedFlag, flags: TypedCommand['flags']): string[] {
  const given = flags[name] ?? flags[toCamelCase(name)];
  if (value === undefined) return given === true ? [`--${name}`] : [];
  return typeof given === 'string' ? [`--${name}=${given}`] : [];
}

function toCamelCase(name: string): string {
  const [first = '', ...others] = name.split('-');
  return first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
