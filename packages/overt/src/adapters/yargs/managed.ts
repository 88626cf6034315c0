import type { FollowedTelemetry } from '../kit/followed.ts';
import { DEFAULT, listManaged, runManaged, SUMMARY, type ManagedCommand } from '../kit/manage.ts';
import type { Argv, Yargs } from './program.ts';

/** Registers the command by which users manage telemetry. What only parses is left so: to have a command would change what it takes. */
export function registerManaged(
  telemetry: FollowedTelemetry,
  yargs: Yargs,
  managed: string | undefined,
): void {
  const known = yargs.getInternalMethods().getCommandInstance().getCommands();
  if (managed === undefined || known.length === 0 || known.includes(managed)) return;
  const builder = (group: Yargs): Yargs =>
    listManaged().reduce((all, command) => all.command(define(telemetry, command)), group);
  yargs.command({ command: managed, describe: SUMMARY, builder });
}

function define(telemetry: FollowedTelemetry, managed: ManagedCommand): object {
  const { name, summary, words, flags } = managed;
  const command = words === undefined ? name : `${name} [words..]`;
  return {
    command: name === DEFAULT ? [command, '$0'] : command,
    describe: summary,
    builder: (yargs: Yargs) =>
      flags.reduce(
        (all, flag) =>
          all.option(flag.name, {
            describe: flag.help,
            type: flag.value === undefined ? 'boolean' : 'string',
          }),
        yargs,
      ),
    handler: ({ words, ...argv }: Argv) =>
      runManaged(telemetry, managed, { words: (words as string[] | undefined)?.map(String), flags: argv }),
  };
}
