import { toLabel } from '../kit/program.ts';
import { toKebabCase, typedFlags } from '../kit/typed-flags.ts';

/** What the adapter needs to know of an application of stricli. */
export type Application = {
  root: Route;
  integrations: Readonly<Record<string, Integration>>;
  defaultText: Text;
  readonly config: {
    determineExitCode?: (error: unknown) => number;
    readonly localization: { loadText?: (locale: string) => Text | undefined };
  };
};
export type Integration = { readonly hooks?: object; readonly flag?: Flag };
export type Flag = { readonly defaultForRouteMap?: boolean; readonly run: (...given: unknown[]) => unknown };
export type Text = { readonly exceptionWhileParsingArguments: (...given: unknown[]) => string };

/** A route map, or a command, which has parameters in place of entries. */
export type Route = {
  readonly brief: string;
  readonly fullDescription?: string;
  readonly getAllEntries?: () => readonly Entry[];
  readonly getDefaultCommand?: () => Route | undefined;
  readonly parameters?: {
    readonly flags?: Readonly<Record<string, { readonly kind: string }>>;
    readonly aliases?: Readonly<Record<string, string>>;
  };
};
type Entry = {
  readonly name: { readonly original: string };
  readonly aliases: readonly string[];
  readonly target: Route;
  readonly hidden: boolean;
};

/** Where stricli has got to in what was typed. */
export type Scanned = {
  readonly target: Route;
  /** The name of the tool, and the names of routes as they were typed. */
  readonly prefix: readonly string[];
  readonly unprocessedInputs: readonly string[];
};

/** The names of the routes as they are registered: what was typed may be an alias, or nothing for a default command. */
export function labelOf(root: Route, { target, prefix }: Scanned): string {
  const names: string[] = [];
  let route: Route | undefined = root;
  for (const typed of prefix.slice(1)) {
    const found: Entry | undefined = route?.getAllEntries?.().find((entry) => isCalled(entry, typed));
    if (found === undefined) break;
    names.push(toKebabCase(found.name.original));
    route = found.target;
  }
  const standard = route === target ? undefined : findEntry(route, target);
  if (standard !== undefined) names.push(toKebabCase(standard.name.original));
  return toLabel(names);
}

/** Of one target under a route map. */
export function findEntry(route: Route | undefined, target: Route | undefined): Entry | undefined {
  return route?.getAllEntries?.().find((entry) => entry.target === target);
}

function isCalled({ name, aliases }: Entry, typed: string): boolean {
  return [name.original, ...aliases].some((own) => toKebabCase(own) === toKebabCase(typed));
}

/** The flags that the user typed after the names of the routes. */
export function flagsOf({ target, unprocessedInputs }: Scanned): string[] {
  const { flags = {}, aliases = {} } = target.parameters ?? {};
  const declared = Object.entries(flags).map(([name, { kind }]) => ({
    name,
    aliases: Object.keys(aliases).filter((alias) => aliases[alias] === name),
    takesValue: kind !== 'boolean' && kind !== 'counter',
  }));
  return typedFlags(unprocessedInputs, declared);
}
