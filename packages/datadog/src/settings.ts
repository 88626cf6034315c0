/** What the courier is told of the options: plain data. */
export type SinkSettings = {
  /** Where logs are posted. */
  readonly url: string;
  readonly key: string;
  /** Left out: the name of the tool. */
  readonly service?: string;
  readonly source: string;
  /** As `key:value`, in the form that Datadog would give them. */
  readonly tags: readonly string[];
};
