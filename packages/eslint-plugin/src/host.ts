/** What the rule uses of ESLint (9 and 10) and of oxlint, which gives its JS plugins the same. No package has both types. */

/** A node of ESTree, as far as this package looks at one. */
export type Node = { readonly type: string; readonly [key: string]: unknown };

/** What a name was declared with; a name that nothing declares has none. */
type Definition = { readonly type: string; readonly node: Node; readonly parent?: Node | null };

export type Variable = {
  readonly name: string;
  readonly defs: readonly Definition[];
  readonly references: readonly { isWrite(): boolean }[];
};

export type Scope = { readonly set: ReadonlyMap<string, Variable>; readonly upper: Scope | null };

export type SourceCode = { readonly text: string; getScope(node: Node): Scope };

type Report = {
  readonly node: never;
  readonly messageId: string;
  readonly data: Readonly<Record<string, string>>;
};

/** What a rule is given. Each host has other types for a source: this one accepts all. */
export type Context = {
  /** Absolute; in an editor also the name of a file that is not saved. */
  readonly filename: string;
  readonly options: readonly unknown[];
  readonly sourceCode: unknown;
  report(report: Report): void;
};
