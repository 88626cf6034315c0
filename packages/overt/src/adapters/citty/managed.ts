import type { Definition } from './definition.ts';
import type { FollowedTelemetry } from '../kit/followed.ts';
import { DEFAULT, listManaged, runManaged, SUMMARY, type ManagedCommand } from '../kit/manage.ts';

type Context = { readonly args: Readonly<Record<string, unknown>> & { readonly _: readonly string[] } };

/** A tool with the command by which users manage telemetry. One that has no commands would take its arguments for some. */
export function withManaged(
  telemetry: FollowedTelemetry,
  definition: Definition,
  name: string | undefined,
): Definition {
  const { subCommands } = definition;
  if (name === undefined || subCommands === undefined) return definition;
  const commands = listManaged().map((command) => [command.name, () => defineManaged(telemetry, command)]);
  const managed = {
    meta: { name, description: SUMMARY },
    default: DEFAULT,
    subCommands: Object.fromEntries(commands),
  };
  return {
    ...definition,
    subCommands: async () => {
      const own = await (typeof subCommands === 'function' ? subCommands() : subCommands);
      return Object.hasOwn(own, name) ? own : { ...own, [name]: managed as Definition };
    },
  };
}

function defineManaged(telemetry: FollowedTelemetry, command: ManagedCommand): Definition {
  const { words, summary, flags } = command;
  const args = flags.map(({ name, help, value }) => [
    name,
    value === undefined
      ? { type: 'boolean', description: help }
      : { type: 'string', description: help, valueHint: value.slice(1, -1) },
  ]);
  const run = ({ args: typed }: Context): Promise<number> =>
    runManaged(telemetry, command, { words: typed['_'], flags: typed });
  return {
    meta: { name: command.name, description: summary },
    args: {
      ...Object.fromEntries(args),
      ...(words === undefined ? {} : { words: { type: 'positional', required: false, description: words } }),
    },
    run,
  } as unknown as Definition;
}
