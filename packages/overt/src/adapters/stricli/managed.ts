import type { FollowedTelemetry } from '../kit/followed.ts';
import { DEFAULT, listManaged, runManaged, SUMMARY, type ManagedCommand } from '../kit/manage.ts';
import { findEntry, type Application, type Route } from './routes.ts';

/** What stricli makes commands and route maps with. Nothing else can: a tool hands them over. */
export type StricliBuilders = {
  readonly buildCommand: (...given: never[]) => unknown;
  readonly buildRouteMap: (...given: never[]) => unknown;
};
type Build = (definition: object) => Route;

/** Registers the command by which users manage telemetry: in a new route map, since one that has been built takes no more. */
export function registerManaged(
  telemetry: FollowedTelemetry,
  app: Application,
  [name, given]: readonly [string | undefined, Partial<StricliBuilders>],
): void {
  const entries = app.root.getAllEntries?.();
  const [buildCommand, buildRouteMap] = [given.buildCommand as Build, given.buildRouteMap as Build];
  if (name === undefined || entries === undefined || !buildCommand || !buildRouteMap) return;
  if (entries.some((entry) => entry.name.original === name || entry.aliases.includes(name))) return;
  const commands = listManaged().map((command) => [
    command.name,
    buildCommand(defineManaged(telemetry, command)),
  ]);
  const managed = buildRouteMap({
    routes: Object.fromEntries(commands),
    defaultCommand: DEFAULT,
    docs: { brief: SUMMARY },
  });
  const { root } = app;
  app.root = buildRouteMap({
    routes: {
      ...Object.fromEntries(entries.map((entry) => [entry.name.original, entry.target])),
      [name]: managed,
    },
    aliases: Object.fromEntries(
      entries.flatMap((entry) => entry.aliases.map((alias) => [alias, entry.name.original])),
    ),
    defaultCommand: findEntry(root, root.getDefaultCommand?.())?.name.original,
    docs: {
      brief: root.brief,
      fullDescription: root.fullDescription,
      hideRoute: Object.fromEntries(entries.map((entry) => [entry.name.original, entry.hidden])),
    },
  });
}

function defineManaged(telemetry: FollowedTelemetry, command: ManagedCommand): object {
  const flags = command.flags.map(({ name, help, value }) => [
    name,
    value === undefined
      ? { kind: 'boolean', brief: help, optional: true, withNegated: false }
      : { kind: 'parsed', parse: String, brief: help, optional: true, placeholder: withoutBrackets(value) },
  ]);
  const { words } = command;
  const word = { brief: words ?? '', parse: String, placeholder: withoutBrackets(words ?? '') };
  return {
    docs: { brief: command.summary },
    parameters: {
      flags: Object.fromEntries(flags),
      ...(words === undefined ? {} : { positional: { kind: 'array', parameter: word } }),
    },
    func: (typed: Readonly<Record<string, unknown>>, ...typedWords: string[]) =>
      runManaged(telemetry, command, { words: typedWords, flags: typed }),
  };
}

/** stricli has brackets of its own. */
function withoutBrackets(text: string): string {
  return text.slice(1, -1);
}
