/** How a process of a tool serves. */
export type ServeOptions = {
  /**
   * Where programs in other languages hand events over: the path of a Unix socket, in a folder that its user alone may enter and
   * that is made if it is missing; on Windows the name of a pipe. `false`: nowhere.
   * @default `daemon.sock` in the state folder, or a shorter place where that path is too long for a socket
   */
  readonly socket?: string | false;
  /**
   * The least time between two deliveries, in milliseconds.
   * @default 60000
   */
  readonly everyMs?: number;
};

/** A courier that lives in a process of the tool. */
export type CourierServer = {
  /** Whether it serves. */
  readonly serving: boolean;
  /** Why it does not. */
  readonly reason?: string;
  /** Where events can be handed over. */
  readonly socket?: string;
  /** What came through the socket, and what of it was refused, by kind (docs/daemons.md). */
  readonly counts: () => Readonly<Record<string, number>>;
  /** Ends it. From the next run on, couriers are started again. */
  readonly close: () => Promise<void>;
};

/** @internal */
export function refuse(reason: string): CourierServer {
  return { serving: false, reason, counts: () => ({}), close: async () => {} };
}
