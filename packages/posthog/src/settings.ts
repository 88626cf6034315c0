/** What the courier is told of the options: plain data. */
export type SinkSettings = {
  /** Where events are posted. */
  readonly url: string;
  readonly key: string;
};
