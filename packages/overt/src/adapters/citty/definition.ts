/** Values may come later: from a promise, or from a function. */
export type Lazy<Value> = Value | Promise<Value> | (() => Value | Promise<Value>);
type Argument = {
  readonly type?: string;
  readonly alias?: string | readonly string[];
  readonly required?: boolean;
};
export type Args = Readonly<Record<string, Argument>>;
export type Context = { readonly rawArgs: readonly string[] };
export type Definition = {
  readonly args?: Lazy<Args>;
  readonly plugins?: readonly unknown[];
  readonly subCommands?: Lazy<Readonly<Record<string, Lazy<Definition>>>>;
  readonly run?: (context: Context) => unknown;
};
