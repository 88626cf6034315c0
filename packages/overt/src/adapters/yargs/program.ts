import { OptionError } from '../../option-error.ts';
import type { DeclaredFlag } from '../kit/typed-flags.ts';

/** What was typed, as yargs has understood it. */
export type Argv = Readonly<Record<string, unknown>> & { readonly _: readonly unknown[] };
export type Handler = { handler: (argv: Argv) => unknown };
type Commands = {
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly aliasMap: Readonly<Record<string, string>>;
  readonly defaultCommand?: Handler;
  getCommands: () => readonly string[];
  runCommand: (typed: string | null, ...others: readonly unknown[]) => unknown;
};
type Usage = {
  fail: (message: unknown, error: unknown) => unknown;
  showVersion: (level: unknown) => unknown;
};
type Check = (argv: Argv, ...others: readonly unknown[]) => unknown;
type Internal = {
  readonly getCommandInstance: () => Commands;
  readonly getUsageInstance: () => Usage;
  readonly getValidationInstance: () => Record<string, Check | undefined>;
  readonly getContext: () => { readonly commands: readonly string[] };
};
/** What the adapter needs to know of an instance of yargs. */
export type Yargs = {
  readonly getInternalMethods: () => Internal;
  readonly getOptions: () => {
    readonly key: Readonly<Record<string, unknown>>;
    readonly alias: Readonly<Record<string, readonly string[]>>;
    readonly boolean: readonly string[];
    readonly count: readonly string[];
  };
  readonly getDemandedCommands: () => { readonly _?: { readonly min: number } };
  readonly command: (definition: object) => Yargs;
  readonly option: (name: string, definition: object) => Yargs;
  parse: (args?: unknown, ...others: readonly unknown[]) => unknown;
  exit: (code: number, error?: unknown) => unknown;
  showHelp: (level: unknown) => unknown;
};

/** @throws {OptionError} when what is given is not of yargs 17 or 18 */
export function checkYargs(program: unknown): Yargs {
  const given = program as Partial<Yargs> | null | undefined;
  if (typeof given?.getInternalMethods === 'function' && typeof given.parse === 'function') {
    const { getCommandInstance, getUsageInstance, getValidationInstance } = given.getInternalMethods();
    const methods = [getCommandInstance?.().runCommand, getUsageInstance?.().fail, getValidationInstance];
    if (methods.every((method) => typeof method === 'function')) return given as Yargs;
  }
  throw new OptionError('Expected `program` to be an instance of yargs 17 or 18.');
}

/** Whether it leaves it to the tool to do something. */
export function isParser(yargs: Yargs): boolean {
  return yargs.getInternalMethods().getCommandInstance().getCommands().length === 0;
}

/** All flags that are declared. */
export function listFlags(yargs: Yargs): DeclaredFlag[] {
  const { key, alias, boolean, count } = yargs.getOptions();
  const others = new Set(Object.values(alias).flat());
  return Object.keys(key)
    .filter((name) => !others.has(name))
    .map((key) => {
      const names = [key, ...(alias[key] ?? [])].toSorted((a, b) => b.length - a.length);
      const takesNone = boolean.includes(key) || count.includes(key);
      return { name: names[0] ?? key, aliases: names, takesValue: takesNone ? false : ('undashed' as const) };
    });
}
