export type Flag = {
  readonly char?: string;
  readonly aliases?: readonly string[];
  readonly charAliases?: readonly string[];
  readonly type: string;
  readonly required?: boolean;
};
export type Loadable = {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly hiddenAliases?: readonly string[];
  readonly flags?: Readonly<Record<string, Flag>>;
  readonly baseFlags?: Readonly<Record<string, Flag>>;
  readonly enableJsonFlag?: boolean;
};
export type Config = {
  readonly commands: readonly Loadable[];
  readonly isSingleCommandCLI: boolean;
  readonly pjson: { readonly oclif: { readonly additionalVersionFlags?: readonly string[] } };
  readonly findTopic: (id: string) => { readonly name: string } | undefined;
  findCommand: (id: string, ...others: unknown[]) => Loadable | undefined;
  runHook: (event: string, details: Details, ...others: unknown[]) => Promise<unknown>;
};
/** What hooks are told; each of its own. */
export type Details = {
  readonly id?: string;
  readonly Command?: Loadable;
  readonly argv?: readonly string[];
  readonly error?: Failure;
};
export type Failure = {
  readonly code?: string;
  readonly oclif?: { readonly exit?: number };
  /** Of what the parser has refused: also the flags that there are not, or the arguments, declared or typed, that it is about. */
  readonly parse?: object;
  readonly flags?: unknown;
  readonly args?: readonly unknown[];
};
