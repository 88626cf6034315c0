/**
 * What the other side of a sink asks for, so that less is sent to it. It can never make more be sent than the author and the user
 * let: numbers are clamped, and it holds for a time only.
 */
export type Lowering = {
  /** How long it holds, in milliseconds: at most seven days. */
  readonly forMs: number;
  /** The names of events that it does not want. A name that ends in `*` stands for all that begin so. */
  readonly drop?: readonly string[] | undefined;
  /** The share of runs, from 0 to 1, of which it wants an event, by its name or with `*`, as in `drop`. */
  readonly sample?: Readonly<Record<string, number>> | undefined;
  /** The least time between two deliveries, in milliseconds: at most a day. */
  readonly everyMs?: number | undefined;
};
