/**
 * A sink as data: what a detached courier can be told. The code of each kind is in the courier, so that a tool that
 * names five sinks loads none of them.
 */
export type SinkDescriptor = {
  readonly kind: 'noop' | 'stdout' | 'file' | 'http' | 'collector';
  /** Tells this sink from the others, in the ledger and to the user. */
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
};
