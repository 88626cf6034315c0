/**
 * A sink as data: what a detached courier can be told. The code of each kind is in the courier, so that a tool that
 * names five sinks loads none of them.
 */
export type SinkDescriptor = {
  readonly kind: 'noop' | 'stdout' | 'file' | 'http' | 'collector' | 'module';
  /** Tells this sink from the others, in the ledger and to the user. */
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Of kind `module`: where its code is. Only the courier loads it. */
  readonly module?: SinkModule | undefined;
};

/** A file of CommonJS that exports `createSink`, or (in a tool that is one file) what gives its text. */
export type SinkModule = { readonly file: string } | { readonly source: () => string };
