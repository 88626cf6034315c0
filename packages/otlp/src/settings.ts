/** What the courier is told of the options: plain data. */
export type SinkSettings = {
  /** The place of logs: what users are shown. */
  readonly url: string;
  readonly logs: Target;
  /** Left out where runs are not told of as spans. */
  readonly traces?: Target;
  /** Attributes of the author's, put over those of the resource. */
  readonly resource?: Readonly<Record<string, string | number | boolean>>;
};

/** Where one kind of data goes, and how. */
export type Target = {
  /** The whole address. */
  readonly url: string;
  readonly protocol: Protocol;
  readonly headers: Readonly<Record<string, string>>;
  readonly gzip: boolean;
  /** How long an answer may take, where that was said. */
  readonly timeoutMs?: number;
};

export type Protocol = 'http/protobuf' | 'http/json';
