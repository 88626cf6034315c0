import { setExitCode } from '../../platform/command-line.ts';
import type { FollowedTelemetry } from '../kit/followed.ts';
import { defaultManaged, listManaged, SUMMARY, type ManagedCommand } from '../kit/manage.ts';
import type { Config, Loadable } from './config.ts';

/** What of a config is not meant for others: all that oclif has to add a command when it runs. */
type Open = Config & Partial<Readonly<Record<'loadCommands' | 'loadTopics', (plugin: object) => void>>>;
type Managed = Loadable & { readonly load: () => Promise<object> };

/** Registers the command by which users manage telemetry, as the commands of a plugin. A tool that is one command takes no other. */
export function registerManaged(telemetry: FollowedTelemetry, config: Open, name: string | undefined): void {
  if (name === undefined || config.isSingleCommandCLI || config.findCommand(name) || config.findTopic(name))
    return;
  const commands = listManaged();
  const subCommands = commands.map((command) => defineManaged(telemetry, [name, command], []));
  const group = { ...defineManaged(telemetry, [name, defaultManaged()], []), id: name, summary: SUMMARY };
  const topics = [{ name, description: SUMMARY }];
  const plugin = { name: PLUGIN, commands: [group, ...subCommands], topics };
  config.loadCommands?.(plugin);
  config.loadTopics?.(plugin);
  const findCommand = config.findCommand.bind(config);
  config.findCommand = (id, ...others) => {
    const [topic, typed, ...words] = id.split(':');
    const command = commands.find((one) => one.name === typed);
    // What the id was made of before there was such a command: its words are in it.
    if (topic !== name || command === undefined || words.length === 0) return findCommand(id, ...others);
    return defineManaged(telemetry, [name, command], words);
  };
}

const PLUGIN = 'overt';

function defineManaged(
  telemetry: FollowedTelemetry,
  [group, { name, summary, words, flags }]: readonly [string, ManagedCommand],
  typed: readonly string[],
): Managed {
  const id = `${group}:${name}`;
  const described = flags.map(({ name: flag, help, value }) => [
    flag,
    { name: flag, description: help, type: value === undefined ? 'boolean' : 'option' },
  ]);
  const run = async (argv: readonly string[]): Promise<void> =>
    setExitCode(await telemetry.runCommand([name, ...typed, ...argv]));
  const command = {
    id,
    summary,
    flags: Object.fromEntries(described) as Loadable['flags'] & object,
    args: words === undefined ? {} : { words: { name: words.slice(1, -1), description: words } },
    aliases: [],
    hiddenAliases: [],
    strict: false,
    pluginName: PLUGIN,
    pluginType: 'core',
  };
  return { ...command, load: () => Promise.resolve({ ...command, run }) };
}
