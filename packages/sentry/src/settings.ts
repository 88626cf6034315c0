/** What the courier is told of the options: plain data. */
export type SinkSettings = {
  /** The place, without the key. */
  readonly url: string;
  readonly dsn: string;
  readonly tunnel?: string;
  readonly release: string;
  readonly sessions: boolean;
};
