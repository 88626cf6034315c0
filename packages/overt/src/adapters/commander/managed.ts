import { isParser, withAncestors, type Command } from './program.ts';
import type { FollowedTelemetry } from '../kit/followed.ts';
import { defaultManaged, listManaged, runManaged, SUMMARY, type ManagedCommand } from '../kit/manage.ts';

/**
 * Registers the command by which users manage telemetry. A program that only parses is left one. `onMade` hears of the commands below it,
 * which are made when somebody asks for them: a dozen commands, made in each run, would cost it more than all else that is recorded.
 */
export function registerManaged(
  telemetry: FollowedTelemetry,
  root: Command,
  [managed, onMade]: readonly [string | undefined, (group: Command) => void],
): void {
  if (managed === undefined || isParser(root)) return;
  if (root.commands.some((command) => command.name() === managed || command.aliases().includes(managed)))
    return;
  // A flag of the tool's own may have the same name: what comes after a command is that command's.
  const group = root.command(managed).description(SUMMARY).enablePositionalOptions().helpCommand(true);
  wire(telemetry, group, defaultManaged());
  group.allowExcessArguments(true);
  makeLater(group, () => {
    for (const command of listManaged())
      wire(telemetry, group.command(command.name).description(command.summary), command);
    onMade(group);
  });
}

/** Whether the commands below one have not been asked for yet. */
export function isUnmade(command: Command): boolean {
  return Object.getOwnPropertyDescriptor(command, 'commands')?.get !== undefined;
}

function makeLater(group: Command, make: () => void): void {
  const shared = { configurable: true, enumerable: true };
  const get = (): readonly Command[] => {
    Object.defineProperty(group, 'commands', { ...shared, value: [], writable: true });
    make();
    return group.commands;
  };
  Object.defineProperty(group, 'commands', { ...shared, get });
}

function wire(telemetry: FollowedTelemetry, command: Command, managed: ManagedCommand): void {
  const { words, flags } = managed;
  if (words !== undefined) command.argument(words).allowExcessArguments(true);
  for (const { name, value = '', help } of flags) command.option(`--${name} ${value}`.trimEnd(), help);
  command.action(() => {
    const typed = { words: command.args, flags: typedOf(command) };
    // After the name of the group alone may come a command that there is not.
    const [name = managed.name, ...rest] = command.commands.length > 0 ? command.args : [];
    return runManaged(
      telemetry,
      { name, flags },
      command.commands.length > 0 ? { ...typed, words: rest } : typed,
    );
  });
}

/** What was typed anywhere: a flag of the same name may be one of the whole program, which then has taken it. */
function typedOf(command: Command): Record<string, unknown> {
  const all = withAncestors(command).flatMap((one) =>
    one.options.map((option) => [one, option.attributeName()] as const),
  );
  const typed = all.filter(([one, key]) => one.getOptionValueSource(key) === 'cli');
  return Object.fromEntries(typed.map(([one, key]) => [key, one.getOptionValue(key)]));
}
