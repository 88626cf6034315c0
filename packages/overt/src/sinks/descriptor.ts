import type { Deletion } from './deletion.ts';
import type { SinkFilter } from './filter.ts';

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
  readonly filter?: SinkFilter | undefined;
  readonly deletion?: Deletion | undefined;
};

/** Code of CommonJS that exports `createSink`: a file, or (in a tool that is one file) its text. */
export type SinkModule = { readonly file: string } | SinkSource;

export type SinkSource = {
  readonly source: string;
  /** Whether the text is packed, in base64. */
  readonly packed?: 'brotli' | undefined;
};
