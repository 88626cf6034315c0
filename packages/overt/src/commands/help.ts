import { formatTable } from './format.ts';
import { commandName, type Manager } from './manager.ts';
import { COMMON_FLAGS, OUTLINE, type CommandOutline } from './outline.ts';

/** How all of it is used. */
export function overallHelp(manager: Manager): string {
  const name = commandName(manager);
  const { policy } = manager.settings;
  return [
    `Usage: ${name} [command]`,
    '',
    `What ${policy.tool} records about its use, and what becomes of it. Without a command: status.`,
    '',
    ...formatTable(
      Object.entries<CommandOutline>(OUTLINE).map(([command, { words = '', summary }]) => [
        `${command} ${words}`,
        summary,
      ]),
    ),
    '',
    `Each takes --json and --help. DO_NOT_TRACK=1 or ${policy.variable}=off switch it off without a command.`,
  ].join('\n');
}

/** How one command is used. */
export function commandHelp(
  manager: Manager,
  name: string,
  { summary, words, flags }: CommandOutline,
): string {
  const rows = Object.entries({ ...flags, ...COMMON_FLAGS }).map(([flag, { help, value = '' }]) => [
    `--${flag} ${value}`.trimEnd(),
    help,
  ]);
  return [
    `Usage: ${[commandName(manager), name, words, '[flags]'].filter(Boolean).join(' ')}`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    '',
    ...formatTable(rows),
  ].join('\n');
}
