/** How a session ended. What nobody ends is interrupted or failed with its process, or abandoned if that was killed. */
export type SessionOutcome = 'ok' | 'error' | 'interrupted';
export type ToolOutcome = 'ok' | 'error' | 'denied' | 'interrupted' | 'timeout';
export type TurnOutcome = 'ok' | 'error' | 'interrupted';

/** What a session is begun with. Names that are not declared (`agents`) are recorded as a hash. */
export type SessionOptions = {
  /** The agent, by the name that its author gave it. */
  readonly agent: string;
  /**
   * The model that is asked, unless a turn or a usage names another.
   * @default none
   */
  readonly model?: string | undefined;
  /**
   * The session that this one works for, or its id where that is in another process.
   * @default the session within which it is begun
   */
  readonly parent?: Pick<Session, 'id'> | string | undefined;
  /**
   * Its id, up to 200 characters. It leaves the machine as a hash only.
   * @default a random one
   */
  readonly id?: string | undefined;
  /**
   * Whether it goes on where another process, or an earlier part, left it.
   * @default true if `id` is given
   */
  readonly resumed?: boolean | undefined;
};

/** What was used of a model. */
export type TokenUsage = {
  /** @default that of the session */
  readonly model?: string | undefined;
  /** All tokens that the model was given, those from a cache among them. */
  readonly inputTokens: number;
  /** All tokens that it made, those of its reasoning among them. */
  readonly outputTokens: number;
  readonly cacheReadTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
  /** In units of `currency`: 0.0123. Recorded in whole billionths. */
  readonly cost?: number | undefined;
  /** ISO 4217: `USD`. Without it, a cost is not recorded. */
  readonly currency?: string | undefined;
};

/** A tool that runs. What comes after its end says nothing any more; what never ends, ends with its session. */
export type RunningTool = {
  /** @param how.errorKind a short word of the author's own, never the text of an error */
  readonly end: (how?: { readonly outcome?: ToolOutcome; readonly errorKind?: string }) => void;
  readonly fail: (error: unknown, how?: { readonly outcome?: ToolOutcome }) => void;
};

/** A request to a model. */
export type RunningTurn = {
  /** The first part of the answer is there. */
  readonly firstToken: () => void;
  readonly end: (how?: { readonly outcome?: TurnOutcome }) => void;
  readonly fail: (error: unknown) => void;
};

export type TurnOptions = {
  /** @default that of the session */
  readonly model?: string | undefined;
};

/** An agent's conversation, or this process's part of it. None of this throws; what bodies return or throw passes through. */
export type Session = {
  /** To be kept by whoever wants to go on with it in another process; empty where telemetry is off. */
  readonly id: string;
  /** Runs `body` within the session, and ends it after that: sessions that are begun in it are its sub-agents. */
  readonly run: <Result>(body: () => Result) => Result;
  readonly tool: <Result>(name: string, body: () => Result) => Result;
  readonly startTool: (name: string) => RunningTool;
  /** One request to a model and what came of it. */
  readonly turn: <Result>(body: (turn: RunningTurn) => Result, details?: TurnOptions) => Result;
  readonly startTurn: (details?: TurnOptions) => RunningTurn;
  /** What was used since this was last called. */
  readonly usage: (used: TokenUsage) => void;
  /**
   * What a model was used since the session began, for clients that count so: the difference to the last call is recorded; with the
   * first of a model, that to `before`.
   * @param before what was counted before this part of the session, by another process. Default: nothing
   */
  readonly usageTotal: (total: TokenUsage, before?: TokenUsage) => void;
  /** An error that the session met, and survived: its kind or its class is recorded. */
  readonly error: (error: unknown) => void;
  readonly end: (how?: { readonly outcome?: SessionOutcome }) => void;
  /** It ended with an error. */
  readonly fail: (error: unknown) => void;
};
